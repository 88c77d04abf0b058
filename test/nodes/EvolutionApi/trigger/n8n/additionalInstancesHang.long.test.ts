import { INSTANCE_PATIENCE_MS } from '../../../../../nodes/EvolutionApi/trigger/active/registration';
import { shortenLimits, untilQuiet } from '../../../../support/time';
import { addConnected, fail, useSimulator } from '../../../../support/simulator';
import { receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);
const state = () => simulator.current.state;

beforeEach(() => {
	shortenLimits(1_500, INSTANCE_PATIENCE_MS);
	for (const name of ['bakery', 'garage']) addConnected(simulator.current, name);
});

const HANG_MS = 1e9;
let answerAll = () => {};
function hang(): void {
	const answered = new Promise<void>((resolve) => (answerAll = resolve));
	const wait = state().sleep.bind(state());
	jest
		.spyOn(state(), 'sleep')
		.mockImplementation(async (ms) => await (ms >= HANG_MS ? answered : wait(ms)));
	for (const path of ['/webhook/find/garage', '/webhook/set/garage', '/chat/findMessages/garage'])
		fail(simulator.current, { path, delayMs: HANG_MS, times: 99 });
}
function heal(): void {
	state().faults.length = 0;
	answerAll();
}
afterEach(() => heal());

const workflow = (include: 'byName' | 'all' = 'byName') =>
	stage.n8n.workflow('one', {
		options: {
			additionalInstances: {
				values: { include, names: include === 'byName' ? 'bakery, garage' : '' },
			},
		} as never,
	});

const write = async (instance: string, text: string) =>
	await receiveText(simulator.current, text, {}, instance);

const began = () => stage.n8n.started.map(({ json }) => String(json.text));
const isRegistered = (name: string) => {
	const { enabled, url = '' } = state().instances.get(name)?.webhook ?? {};
	return enabled === true && url.startsWith(stage.n8n.url);
};

it.each([
	['chosen by name', 'byName'],
	['all instances', 'all'],
] as const)(
	'an additional instance that does not answer: the others receive events, and so does that one once it answers (%s)',
	async (_which, include) => {
		hang();
		const one = workflow(include);
		const activation = one.activate();
		await settled(() => isRegistered('demo') && isRegistered('bakery'), 25_000);
		await write('demo', 'while it is joined');
		await activation;
		expect(isRegistered('garage')).toBe(false);
		await write('bakery', 'afterwards');
		await settled(() => began().length === 2, 25_000);
		expect(began().sort()).toEqual(['afterwards', 'while it is joined']);
		heal();
		await settled(() => isRegistered('garage'), 25_000);
		expect(isRegistered('garage')).toBe(true);
		await write('garage', 'at last');
		await settled(() => began().includes('at last'));
		expect(began()).toContain('at last');
	},
	90_000,
);

it('an additional instance that does not answer: switching off does not wait for it, and unregisters from all others', async () => {
	const one = workflow();
	await one.activate();
	await settled(() => isRegistered('garage'), 25_000);
	await untilQuiet();
	hang();
	await one.deactivate();
	expect(['demo', 'bakery', 'garage'].map(isRegistered)).toEqual([false, false, true]);
	heal();
	await settled(() => !isRegistered('garage'), 25_000);
	expect(isRegistered('garage')).toBe(false);
}, 90_000);

it('an additional instance that does not answer: a workflow switched off and on at once gets events of all in the end', async () => {
	const one = workflow();
	await one.activate();
	await settled(() => isRegistered('garage'), 25_000);
	await untilQuiet();
	hang();
	await one.deactivate();
	await one.activate();
	await write('demo', 'hello');
	await write('bakery', 'bread');
	await settled(() => began().length === 2, 25_000);
	heal();
	await settled(() => isRegistered('garage'), 25_000);
	await untilQuiet();
	await write('garage', 'car');
	await settled(() => began().includes('car'));
	expect(began().sort()).toEqual(['bread', 'car', 'hello']);
	expect(isRegistered('garage')).toBe(true);
}, 90_000);

it('an additional instance that does not answer: its webhook is unset later, when it answers, if the workflow is off', async () => {
	hang();
	const one = workflow();
	await one.activate();
	await one.deactivate();
	heal();
	await untilQuiet();
	await settled(() => !isRegistered('garage'), 25_000);
	expect(isRegistered('garage')).toBe(false);
}, 90_000);

it('no additional instance answers: the activation fails with the reason', async () => {
	fail(simulator.current, { path: '/webhook/find/', delayMs: 3_000, times: 99, status: 500 });
	await expect(workflow().activate()).rejects.toThrow('Injected fault');
}, 90_000);
