import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { OtpravkaProvider } from '@otpravka/react';
import { App } from './app';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <OtpravkaProvider api={import.meta.env.VITE_OTPRAVKA_API as string}>
      <App />
    </OtpravkaProvider>
  </StrictMode>,
);
