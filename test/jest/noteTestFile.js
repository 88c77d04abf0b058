/** Tells dev/n8n/driver.ts which test file starts n8n, which determines the log file. */
process.env.TEST_FILE = expect.getState().testPath;
