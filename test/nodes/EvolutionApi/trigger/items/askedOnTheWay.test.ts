import { lidOf } from '../../../../../simulator/whatsapp/lid';
import { shortenLimits, untilQuiet } from '../../../../support/time';
import { arrived, fail, forget, useSimulator } from '../../../../support/simulator';
import { useGoSimulator } from '../../server/evolutionGo/support/goSimulator';
import { receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

const GROUP = '120363000000000001@g.us';
const SERVERS = [
	{ name: 'Evolution API', use: () => useSimulator(), asks: '/chat/findMessages/demo' },
	{ name: 'Evolution Go', use: () => useGoSimulator('0.7.2'), asks: '/group/' },
] as const;

const LOOK_UP_PATIENCE_MS = 5_000;

/** Each test has another person, because the process remembers people. */
let people = 0;

describe.each(SERVERS)('on the way of a message, at $name,', ({ name, use, asks }) => {
	const simulator = use();
	const stage = useN8n(simulator, name === 'Evolution Go' ? 'evolutionGo' : undefined);
	const texts = () => stage.n8n.texts('one');

	let number = '';
	let lid = '';
	beforeEach(async () => {
		number = `551198777${String(++people).padStart(4, '0')}`;
		// Version 2.3.7's deliveries don't contain the LID of a person whose number is known.
		if (name === 'Evolution API') simulator.current.config.version = '2.3.6';
		lid = lidOf(`${number}@s.whatsapp.net`);
		await stage.n8n.workflow('one').activate();
		await untilQuiet(800);
	});

	async function askedFor(text: string, message: object): Promise<string[]> {
		forget(simulator.current);
		await receiveText(simulator.current, text, message);
		await settled(() => texts().includes(text));
		expect(texts()).toContain(text);
		return arrived(simulator.current).map(({ path }) => path);
	}

	it('the server is asked nothing for a number, a group, or a LID whose number is known, and once for any other LID', async () => {
		// At the first delivery, the trigger also asks Evolution Go for the instance's token.
		await askedFor('the first', { from: number });
		const stranger = lid.replace('@', '9@');
		expect([
			await askedFor('a number', { from: number }),
			await askedFor('number and LID', { from: number, lid }),
			await askedFor('a known LID', { from: lid }),
			await askedFor('in a group', { from: number, chat: GROUP }),
			await askedFor('in a group, by LID', { from: stranger, chat: GROUP }),
		]).toEqual([[], [], [], [], []]);
		expect(await askedFor('an unknown LID', { from: stranger })).toEqual([
			expect.stringContaining(asks),
		]);
		expect(await askedFor('the same LID', { from: stranger })).toEqual([]);
	});

	it('a server that does not say whose a LID is holds up the message for a few seconds only', async () => {
		shortenLimits(200, LOOK_UP_PATIENCE_MS);
		fail(simulator.current, { path: asks, delayMs: 600_000, times: 9 });
		await receiveText(simulator.current, 'hello', { from: lid });
		await settled(() => texts().length > 0);
		expect(texts()).toEqual(['hello']);
	});
});
