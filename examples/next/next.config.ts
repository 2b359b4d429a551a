import type { NextConfig } from 'next';

const { OTPRAVKA_API = 'http://localhost:3000' } = process.env;

/** The sign-in page and the API are under the address of this app, so that their cookie is a cookie of this app. */
const config: NextConfig = {
  rewrites: () =>
    Promise.resolve(
      ['/login', '/login/:path*', '/login.js', '/api/auth/:path*', '/api/shop/:path*'].map((source) => ({
        source,
        destination: `${OTPRAVKA_API}${source}`,
      })),
    ),
  // A compressed event stream would arrive late.
  compress: false,
  turbopack: { root: import.meta.dirname },
};

export default config;
