/** The tests that take long: floods, races of many processes, every fault on every route, every version of a server. */
module.exports = {
	...require('./jest.config.js'),
	testMatch: ['**/*.long.test.ts'],
	testPathIgnorePatterns: [],
};
