import { runService } from '@app/runtime';
import { createProduct } from './src/create-product';

void runService('dev', createProduct);
