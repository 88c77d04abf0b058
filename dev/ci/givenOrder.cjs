const { default: Sequencer } = require('@jest/test-sequencer');

/** Runs the test files in the order that dev/ci/endToEnd.ts gives in the environment. */
const order = JSON.parse(process.env.E2E_ORDER ?? '[]');

const placeFor = ({ path }) => order.findIndex((file) => path.endsWith(file));

module.exports = class extends Sequencer {
	sort(tests) {
		return [...tests].sort((one, other) => placeFor(one) - placeFor(other));
	}
};
