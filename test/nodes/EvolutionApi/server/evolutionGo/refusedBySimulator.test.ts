import type { IDataObject } from 'n8n-workflow';

import { goOf } from '../../../../../simulator/go/state/goInstance';
import { seed } from '../../../../../simulator/state/seed';
import { partOf } from '../../../../support/properties';
import { demoOf } from '../../../../support/demo';
import { runInGo, shortenWaits, useGoSimulator, type Keys } from './support/goSimulator';
import { operationNamed, SHOWN, valuesOf } from './support/shown';

// Tests failures of all operations that Evolution Go supports, against the simulator, which doesn't share code with the node.

const UNKNOWN = '5511933330000';
const DOUBT = 'It may still have been done';

const simulator = useGoSimulator('0.7.2');
beforeEach(() => void Object.assign(simulator.current.config.go, { startMs: 1 }));

const run = async (
	name: string,
	more: { values?: IDataObject; keys?: Keys; instance?: string } = {},
) =>
	await runInGo(simulator.current, {
		...operationNamed(name),
		...more,
		values: { ...valuesOf(name), ...more.values },
	});

/** Operations that send no request, or need no key. */
const ALONE = /^system\.(generateMessageId|getInfo|getLicenseStatus)$/;
/** *Check Setup* returns its findings as items instead of an error. */
const CHECK = 'system.checkSetup';

const asking = SHOWN.filter((name) => !ALONE.test(name) && name !== CHECK);

const OF_SERVER = /^(proxy|settings)\.|^instance\.(create|delete|getMany)$/;

it('Evolution Go with a wrong global key: the run asks only for the list of instances, and fails', async () => {
	const { error } = await run('message.sendText', { keys: { globalApiKey: 'wrong' } });
	expect(error?.message).toBe('Evolution Go refused the key');
	const paths = simulator.current.state.requests.list().map(({ path }) => path);
	expect(paths).toEqual(['/instance/all']);
});

/** Operations that only use the server, or return its state, without the phone. */
const WITHOUT_PHONE = /^(system|settings|proxy)\.|^instance\.(?!restart)|getPollVotes$/;

function startAgain(): void {
	const { state } = simulator.current;
	state.reset();
	seed(state);
	shortenWaits(simulator.current);
	state.config.go.startMs = 1;
}

it.each(partOf(asking))(
	'%s on Evolution Go reports a wrong token, a missing license and a missing connection',
	async (name) => {
		const wrongToken = await run(name, { keys: { instanceToken: 'wrong' } });
		expect(wrongToken.error?.message).toContain(
			OF_SERVER.test(name) ? 'This needs the global key' : 'Evolution Go refused the key',
		);
		expect(wrongToken.error?.description).not.toContain(DOUBT);

		startAgain();
		simulator.current.config.licensed = false;
		const noLicense = await run(name);
		expect(noLicense.error?.message).toContain(
			'This Evolution Go server is not activated: its license is missing',
		);
		expect(noLicense.error?.description).toContain(`${simulator.current.url}/manager/login`);

		if (WITHOUT_PHONE.test(name)) return;
		startAgain();
		const { config } = simulator.current;
		const demo = demoOf(simulator.current);
		config.go.offline = true;
		demo.state = 'close';
		goOf(demo).client = undefined;
		const offline = await run(name);
		expect(offline.error?.message).toContain('The instance "demo" is not connected to WhatsApp');
		expect(offline.error?.description).not.toContain(DOUBT);
	},
);

describe('Evolution Go, an instance without a phone: the error says so, for the operation', () => {
	it.each([
		['message.sendText', 'The instance "new-phone" is not connected to WhatsApp'],
		['message.sendPoll', 'The instance "new-phone" is not connected to WhatsApp'],
		['contact.checkNumbers', 'The server could not look the numbers up'],
		['group.getMany', 'WhatsApp did not answer the server in time'],
	])('%s', async (name, message) => {
		const { error } = await run(name, { instance: 'new-phone' });
		expect(error?.message).toBe(message);
	});
});

describe('Evolution Go, a number that is not on WhatsApp: the error says so, for the operation', () => {
	const sends = SHOWN.filter((name) => /^message\.send(?!Reaction)|^message\.reply/.test(name));

	it.each(partOf([...sends, 'contact.getProfile']))('%s', async (name) => {
		const of = { recipient: UNKNOWN, messageId: '3EB0A1B2C3D4E5F60718' };
		const options = { quote: true, specificMessage: { values: of } };
		const values = name === 'message.reply' ? { options } : { recipient: UNKNOWN };
		const { error } = await run(name, { values });
		expect(error?.message).toMatch(new RegExp(`${UNKNOWN}.* is not on WhatsApp`));
		expect(error?.description).not.toContain(DOUBT);
	});
});

describe('Evolution Go, a group that does not exist: the error says so, for the operation', () => {
	const inGroups = SHOWN.filter((name) => 'group' in valuesOf(name));

	it.each(partOf(inGroups))('%s', async (name) => {
		const { error } = await run(name, { values: { group: '120363099999999999@g.us' } });
		expect(error?.message).toMatch(/that group does not exist|404: item-not-found/);
		expect(error?.description).not.toContain(DOUBT);
	});

	it('message.sendText', async () => {
		const { error } = await run('message.sendText', { values: { recipient: '12036309@g.us' } });
		expect(error?.message).toContain('that group does not exist');
		expect(error?.description).not.toContain(DOUBT);
	});
});

it('Accept Invite on Evolution Go: for an invalid link, the error does not say that the account may have joined', async () => {
	const { error } = await run('group.acceptInvite');
	expect(error?.message).toBe(
		'Evolution Go refused the request: that group invite link is not valid',
	);
	expect(error?.description).not.toContain(DOUBT);
});

it('Evolution Go: a message that WhatsApp never acknowledges: the error says that it may have been sent', async () => {
	simulator.current.config.delivery.ticks = 'none';
	const { error } = await run('message.sendText');
	expect(error?.message).toBe('WhatsApp did not answer the server in time');
	expect(error?.description).toContain(DOUBT);
	const sent = simulator.current.state.requests.list().filter(({ path }) => path === '/send/text');
	expect(sent).toHaveLength(1);
});
