import { defineConfig } from 'vite';

const { OTPRAVKA_API = 'http://localhost:3000', PORT = '5173' } = process.env;

export default defineConfig({
  server: { port: Number(PORT), strictPort: true },
  define: { 'import.meta.env.VITE_OTPRAVKA_API': JSON.stringify(OTPRAVKA_API) },
});
