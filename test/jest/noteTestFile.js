/** For dev/n8n/driver.ts, which says for whom it starts n8n, and where its log goes. */
process.env.TEST_FILE = expect.getState().testPath;
