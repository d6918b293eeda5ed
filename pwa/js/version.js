/** The app's version as told to the server and shown to people; the files' own version is the server's affair. */
export const APP_VERSION = "0.1.0";
