/** The role that every connection of the services takes. */
export const APPLICATION_ROLE = 'otpravka_app';
