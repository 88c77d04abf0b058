const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

/*
 * Runs the slowest test files first, so that a worker doesn't still run one at the end, when the others are idle. Jest knows how
 * long each file took the last time. In a new checkout, as in CI, it doesn't, and sorts the files by size instead.
 */

const LONG = [
	'nodes/EvolutionApi/health/linking.long',
	'nodes/EvolutionApi/sending/addressFallback.long',
	'nodes/EvolutionApi/sending/deliveryReceipt.long',
	'nodes/EvolutionApi/health/faults.long',
	'nodes/EvolutionApi/sending/skipClocks.long',
	'nodes/EvolutionApi/health/watchHealth.long',
	'dev/conformance/conformance.long',
	'nodes/EvolutionApi/trigger/channel/socketChannel.long',
	'nodes/EvolutionApi/hub/race.long',
	'nodes/EvolutionApi/trigger/security/webhook.long',
	'faults/matrix.long',
	'nodes/EvolutionApi/trigger/inbox/leaveToQuestion.long',
	'nodes/EvolutionApi/trigger/n8n/additionalInstancesHang.long',
	'nodes/EvolutionApi/trigger/n8n/additionalInstances.long',
	'nodes/EvolutionApi/trigger/memory/fullMemory.long',
	'nodes/EvolutionApi/trigger/inbox/unstored.long',
	'nodes/EvolutionApi/sending/newContacts.long',
	'nodes/EvolutionApi/operations/conversation/takeover.long',
	'nodes/EvolutionApi/trigger/n8n/versions.long',
	'nodes/EvolutionApi/trigger/active/crash.long',
	'nodes/EvolutionApi/operations/mistakesOfModels.long',
	'nodes/EvolutionApi/events/hostile.long',
	'nodes/EvolutionApi/sending/broadcast.long',
	'contract/replay',
].map((name) => join(__dirname, '..', `${name}.test.ts`));

for (const path of LONG)
	if (!existsSync(path)) throw new Error(`sequencer.js names ${path}, which is gone`);

const placeOf = ({ path }) => (LONG.includes(path) ? LONG.indexOf(path) : LONG.length);

module.exports = class extends Sequencer {
	sort(tests) {
		return super.sort(tests).sort((one, other) => placeOf(one) - placeOf(other));
	}
};
