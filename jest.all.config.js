/** The tests of jest.config.js, and the long ones: floods, races of many processes, every fault on every route, every server version. */
module.exports = {
	...require('./jest.config.js'),
	testPathIgnorePatterns: ['/test/e2e/'],
	// The long tests wait for most of their time.
	maxWorkers: 4,
};
