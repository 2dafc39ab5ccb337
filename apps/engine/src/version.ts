/** Version of the engine, told to the console at each check-in. A test holds it equal to package.json. */
export const VERSION = '0.1.0';
