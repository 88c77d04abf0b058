import { splitAddress } from '../../../../../nodes/EvolutionApi/server/evolutionGo/webhook';
import { goOf } from '../../../../../simulator/go/state/goInstance';
import { startSimulator, type Simulator } from '../../../../../simulator/server';
import { seed } from '../../../../../simulator/state/seed';
import { untilQuiet } from '../../../../support/time';
import { demoOf, fail } from '../../../../support/simulator';
import { useGoSimulator } from '../../server/evolutionGo/support/goSimulator';
import { startDoor, type Door } from '../support/door';
import { receiveText, settled } from '../support/happenings';
import type { TriggerWorkflow } from '../support/triggerWorkflow';
import { useN8n } from '../support/useN8n';

// Tests an Evolution Go that has moved. It stores no messages. The user enters the new URL and key in the credential.

const simulator = useGoSimulator('0.7.2');
const stage = useN8n(simulator, 'evolutionGo');

let next: Simulator;
let door: Door;

beforeEach(async () => {
	next = await startSimulator({
		port: 0,
		quiet: true,
		key: 'key-of-the-new-server',
		server: 'go',
		version: '0.7.2',
	});
	seed(next.state);
	Object.assign(next.config.go, { startMs: 40, retryMs: 2, queryMs: 5 });
	next.config.webhookRetry = { delaysMs: [], timeoutMs: 30_000 };
	door = await startDoor(simulator.current.url);
	stage.n8n.credential.baseUrl = door.url;
});
afterEach(async () => {
	door.close();
	await next.close();
});

const webhookAt = (server: Simulator): string => splitAddress(goOf(demoOf(server)).row.webhook).url;

const move = () =>
	Object.assign(stage.n8n.credential, { baseUrl: next.url, globalApiKey: 'key-of-the-new-server' });

async function fiveMinutesLater(workflow: TriggerWorkflow): Promise<void> {
	stage.aheadMs += 5 * 60_000;
	workflow.tick();
	await untilQuiet();
}

it.each([
	['still runs', () => undefined],
	['is gone', () => fail(simulator.current, { drop: 'before', times: Infinity })],
])(
	'the old server %s: the trigger registers at the new one, and no new key goes to the old one',
	async (_, happen) => {
		const oldKey = simulator.current.key;
		const workflow = stage.n8n.workflow('one');
		await workflow.activate();
		await receiveText(simulator.current, 'at the old server');
		await settled(() => workflow.texts.length === 1);
		happen();
		move();
		await fiveMinutesLater(workflow);
		await settled(() => webhookAt(next) === workflow.url);
		await receiveText(next, 'at the new server');
		await settled(() => workflow.texts.length === 2);
		expect(workflow.texts).toEqual(['at the old server', 'at the new server']);
		expect(webhookAt(next)).toBe(workflow.url);
		expect([...door.keys]).not.toContain('key-of-the-new-server');
		expect([...door.keys]).toContain(oldKey);
	},
);
