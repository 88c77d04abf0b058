/** The tests of jest.config.js and, first, those that take long: floods, races of many processes, every fault on every route, every version of a server. */
module.exports = {
	...require('./jest.config.js'),
	testPathIgnorePatterns: ['/test/e2e/'],
};
