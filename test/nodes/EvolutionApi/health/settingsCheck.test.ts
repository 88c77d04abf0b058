import { runOperation } from '../../../support/run';
import { demoOf, fail, useSimulator } from '../../../support/simulator';
import { useN8n } from '../trigger/support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);

const demo = () => demoOf(simulator.current);

async function row(name: string) {
	const { items, error } = await runOperation(simulator.current, {
		resource: 'system',
		operation: 'checkSetup',
		values: { options: { eachCheck: true } },
	});
	expect(error).toBeUndefined();
	return items.map(({ json }) => json).find(({ check }) => check === name);
}

const activate = async (parameters = {}) =>
	await stage.n8n.workflow('one', { events: ['MESSAGES_UPSERT'], ...parameters }).activate();

beforeEach(() => Object.assign(demo().settings, { groupsIgnore: false, readStatus: false }));

describe('Check Setup: the instance setting Ignore Groups', () => {
	it.each([
		['by Chat Types', { filters: { chatTypes: ['private', 'group'] } }],
		[
			'by Chats',
			{ filters: { chats: { values: { mode: 'restrictTo', chats: '120363020202020202@g.us' } } } },
		],
		['by its events', { events: ['GROUP_PARTICIPANTS_UPDATE'] }],
		[
			'through WebSocket',
			{
				options: { connection: { values: { method: 'webSocket' } } },
				filters: { chatTypes: ['group'] },
			},
		],
	])('is a problem for a workflow that asks for groups, %s', async (_, parameters) => {
		await activate(parameters);
		demo().settings.groupsIgnore = true;
		const found = await row('Settings');
		expect(found).toMatchObject({ status: 'problem' });
		expect(found?.details).toMatch(/^Ignore Groups is on: .* waits for that$/);
		expect(found?.whatToDo).toContain('Settings → Update');
	});

	it('is a warning where a workflow does not leave groups out', async () => {
		await activate();
		demo().settings.groupsIgnore = true;
		expect(await row('Settings')).toMatchObject({
			status: 'warning',
			whatToDo: expect.stringContaining('Chat Types'),
		});
	});

	it('is no problem, whether on or off, for a workflow that wants private chats only', async () => {
		await activate({ filters: { chatTypes: ['private'] } });
		expect(await row('Settings')).toMatchObject({ status: 'ok' });
		demo().settings.groupsIgnore = true;
		expect(await row('Settings')).toMatchObject({
			status: 'ok',
			details: expect.stringContaining('Ignore Groups is on'),
		});
	});
});

describe('Check Setup: the instance setting View Status', () => {
	it.each([
		[{ chatTypes: ['status'] }],
		[{ chats: { values: { mode: 'restrictTo', chats: 'status@broadcast' } } }],
	])('that is off is a problem for a workflow with %j', async (filters) => {
		await activate({ filters });
		expect(await row('Settings')).toMatchObject({
			status: 'problem',
			details: expect.stringMatching(/^View Status is off/),
		});
		demo().settings.readStatus = true;
		expect(await row('Settings')).toMatchObject({ status: 'ok' });
	});
});

describe('Check Setup: message templates', () => {
	it('of an instance that is linked to a phone: the check says that only WHATSAPP-BUSINESS instances have any', async () => {
		expect(await row('Templates')).toMatchObject({
			status: 'ok',
			details: expect.stringContaining('WHATSAPP-BUSINESS'),
		});
	});

	it('are a warning if the server cannot get them from Meta', async () => {
		demo().integration = 'WHATSAPP-BUSINESS';
		fail(simulator.current, { path: '/template/find', status: 400, times: 9 });
		expect(await row('Templates')).toMatchObject({ status: 'warning' });
	});

	it('of a WHATSAPP-BUSINESS instance: the check is OK and says how many Meta has', async () => {
		demo().integration = 'WHATSAPP-BUSINESS';
		expect(await row('Templates')).toMatchObject({
			status: 'ok',
			details: expect.stringMatching(/^Meta has \d+ message templates?$/),
		});
		expect(await row('Settings')).toMatchObject({ status: 'ok' });
	});
});
