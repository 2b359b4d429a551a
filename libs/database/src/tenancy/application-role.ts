/** The database role that every connection of the services runs as. */
export const APPLICATION_ROLE = 'otpravka_app';
