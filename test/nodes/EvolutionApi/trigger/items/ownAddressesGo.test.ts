import { lidOf } from '../../../../../simulator/whatsapp/lid';
import { untilQuiet } from '../../../../support/time';
import { arrived, fail, forget } from '../../../../support/simulator';
import { useGoSimulator } from '../../server/evolutionGo/support/goSimulator';
import { FakeN8n } from '../support/fakeN8n';
import { receiveText } from '../support/happenings';
import type { TriggerWorkflow } from '../support/triggerWorkflow';

// Tests *Filters → Mentions* on Evolution Go.

const simulator = useGoSimulator('0.7.2');
const TEAM = '120363020202020202@g.us';

let n8n: FakeN8n;
beforeEach(async () => {
	n8n = await FakeN8n.start(simulator.current, 'evolutionGo');
	await n8n.crash();
});
afterEach(async () => await n8n.close());

const own = () => simulator.current.state.instances.get('demo')?.ownerJid ?? '';

async function say(text: string, ...mentions: string[]): Promise<void> {
	await receiveText(simulator.current, text, { chat: TEAM, mentions });
	await untilQuiet();
}

describe.each([
	['the token alone', true],
	['the global key', false],
] as const)('mention of the account on Evolution Go, credential with %s', (_key, isToken) => {
	async function activate(): Promise<TriggerWorkflow> {
		const { url: baseUrl } = simulator.current;
		if (isToken) n8n.credential = { baseUrl, instanceToken: 'demo-token' };
		const instance = { __rl: true, mode: 'name', value: isToken ? '' : 'demo' };
		const workflow = n8n.workflow('me', { instance, filters: { mentions: 'me' } });
		await workflow.activate();
		return workflow;
	}

	it('a mention of another person starts nothing', async () => {
		const me = await activate();
		await say('hi', '5511911112222@s.whatsapp.net');
		await say('hi', '777@lid');
		expect(me.texts).toEqual([]);
	});

	it('a mention in a group that does not show the LID of the account starts nothing, and the log says to enter the LID in the filter', async () => {
		const me = await activate();
		const body = { message: 'success', data: { JID: TEAM, Participants: [] } };
		fail(simulator.current, { path: '/group/info', status: 200, body });
		await say('hi', lidOf(own()));
		expect(me.texts).toEqual([]);
		expect(JSON.stringify(n8n.logged)).toMatch(/Enter the LID in Filters/);
	});

	it('a mention by number and one by LID start the workflow, with one request for the group', async () => {
		const me = await activate();
		forget(simulator.current);
		await say('by number', own());
		await say('by LID', lidOf(own()));
		await say('again', lidOf(own()));
		expect(me.texts).toEqual(['by number', 'by LID', 'again']);
		expect(arrived(simulator.current).filter(({ path }) => path === '/group/info')).toHaveLength(1);
	});

	it('a mention by LID and one by number still start the workflow after n8n was killed', async () => {
		const me = await activate();
		await n8n.crash();
		await me.activate('init');
		await say('by LID', lidOf(own()));
		await say('by number', own());
		expect(me.texts).toEqual(['by LID', 'by number']);
	});
});
