/** Its script defines the element `<otp-login>`. Nothing of it is used by name. */
declare module '@otpravka/element';
