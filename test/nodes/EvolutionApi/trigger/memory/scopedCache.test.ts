import {
	announcedUrl,
	stateOfNode,
} from '../../../../../nodes/EvolutionApi/trigger/active/activeTriggers';
import {
	forgetUnusedCaches,
	createScopedCache,
	noteCacheUse,
} from '../../../../../nodes/EvolutionApi/trigger/memory/scopedCache';
import { untilQuiet } from '../../../../support/time';
import { useSimulator } from '../../../../support/simulator';
import { deliverToWait } from '../../wait/support/waitingExecution';
import { useN8n } from '../support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);

const MINUTE_MS = 60_000;
const INSTANCE = '["http://server","demo"]';

describe('cached data', () => {
	const given = createScopedCache<string>();
	const names = () => [...given.keys()];
	beforeEach(() => {
		given.clear();
		for (const name of ['one/1', 'one/1/demo', 'one/12', INSTANCE]) given.set(name, 'something');
	});
	const later = (minutes: number, used: readonly string[]) => {
		stage.aheadMs += minutes * MINUTE_MS;
		forgetUnusedCaches((owner) => used.includes(owner));
	};

	it('of a trigger node that was switched off is dropped after an hour, for all of its instances and for no other node', () => {
		later(0, ['one/1', 'one/12', INSTANCE]);
		later(59, ['one/12', INSTANCE]);
		expect(names()).toEqual(['one/1', 'one/1/demo', 'one/12', INSTANCE]);
		later(1, ['one/12', INSTANCE]);
		expect(names()).toEqual(['one/12', INSTANCE]);
	});

	it('of an instance stays while a workflow listens to it', () => {
		later(0, [INSTANCE]);
		later(600, [INSTANCE]);
		expect(names()).toContain(INSTANCE);
		later(61, []);
		expect(names()).not.toContain(INSTANCE);
	});

	it('is dropped where nothing but executions that wait is called', async () => {
		const response = { status: 200 };
		const ended = { credential: {}, sign: () => 'http://n8n/', state: undefined, response };
		await deliverToWait(ended, {}, {});
		stage.aheadMs += 61 * MINUTE_MS;
		await deliverToWait(ended, {}, {});
		expect(names()).toEqual([]);
	});

	it('stays where only webhook calls use it, such as in a webhook processor', () => {
		later(0, []);
		for (let call = 0; call < 5; call++) {
			stage.aheadMs += 30 * MINUTE_MS;
			noteCacheUse('one/1');
			forgetUnusedCaches(() => false);
		}
		expect(names()).toEqual(['one/1', 'one/1/demo']);
	});
});

describe('cached data of a workflow that is switched off', () => {
	it('is dropped an hour later, while data of others stays', async () => {
		const [gone, other] = [stage.n8n.workflow('gone'), stage.n8n.workflow('other')];
		await gone.activate();
		await other.activate();
		await gone.deactivate();
		other.tick();
		expect(stateOfNode('gone/1').switchedOffAt).toBeDefined();
		stage.aheadMs += 61 * MINUTE_MS;
		other.tick();
		await untilQuiet();
		expect(stateOfNode('gone/1').switchedOffAt).toBeUndefined();
		expect(announcedUrl('other/1')).toBe(other.url);
	});
});
