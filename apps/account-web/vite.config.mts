import { pageConfig } from '../../libs/element/vite.pages.mts';

export default pageConfig('account');
