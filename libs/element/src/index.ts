import { OtpLogin } from './otp-login.ts';

export { OtpLogin, type SignedInDetail } from './otp-login.ts';

// A page may load the script twice.
if (customElements.get('otp-login') === undefined) customElements.define('otp-login', OtpLogin);
