import type { IDataObject } from 'n8n-workflow';

import { lidOf } from '../../../../simulator/whatsapp/lid';
import { runOperation } from '../../../support/run';
import { arrived, fail, useSimulator } from '../../../support/simulator';
import { written } from '../../../support/written';
import { runInGo, useGoSimulator } from '../server/evolutionGo/support/goSimulator';

const ANA = '5511988887777';
const JID = `${ANA}@s.whatsapp.net`;
const LID = '111111111111111@lid';
const STRANGER = '555555555555555@lid';
const WHOLE = { personId: '551188887777', number: ANA, jid: JID, isComplete: true };

const find = (recipient: unknown) => ({
	resource: 'contact',
	operation: 'findAddress',
	values: { recipient } as IDataObject,
});

describe('Find Address on Evolution API', () => {
	const simulator = useSimulator();
	const run = async (recipient: unknown) => await runOperation(simulator.current, find(recipient));

	it.each([
		['a group', '120363020202020202@g.us', 'which is a group'],
		['a channel', '120363025246125486@newsletter', 'Contact'],
		['a word', 'Ana', 'Contact'],
		['the ID of a hidden customer', 'US.13491208655302741918', 'Contact'],
	])('%s is refused before any request', async (_what, recipient, problem) => {
		const { error } = await run(recipient);
		expect(error?.message).toContain(problem);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('gives an error if the server cannot be asked, and not "unknown"', async () => {
		fail(simulator.current, { path: '/chat/findMessages', status: 500, times: 99 });
		const { error, items } = await run(LID);
		expect(error?.message).toBeDefined();
		expect(items).toEqual([]);
	});

	it('gives null for an unknown address', async () => {
		const { items } = await run(STRANGER);
		expect(items.map(({ json }) => json)).toEqual([
			{
				personId: STRANGER,
				number: null,
				jid: null,
				lid: STRANGER,
				isComplete: false,
				foundIn: null,
			},
		]);
	});

	it.each([ANA, `+${ANA}`, JID, '551188887777', LID])(
		'given %j, outputs number and LID from the stored messages',
		async (who) => {
			written(simulator.current, { from: ANA, lid: LID, kind: 'text', text: 'hello' });
			const { items } = await run(who);
			const number = who === '551188887777' ? who : ANA;
			expect(items.map(({ json }) => json)).toEqual([
				{ ...WHOLE, number, jid: `${number}@s.whatsapp.net`, lid: LID, foundIn: 'messages' },
			]);
		},
	);

	it('finds the number of a LID although hundreds of newer messages contain the LID alone', async () => {
		written(simulator.current, { from: ANA, lid: LID, kind: 'text', text: 'hello' });
		for (let count = 0; count < 250; count++)
			written(simulator.current, { from: LID, kind: 'text', text: String(count) });
		const { items } = await run(LID);
		expect(items[0]?.json).toMatchObject({ number: ANA, foundIn: 'messages' });
	});
});

describe('Find Address on Evolution Go', () => {
	const simulator = useGoSimulator('0.7.2');
	const run = async (recipient: unknown) => await runInGo(simulator.current, find(recipient));

	it('asks WhatsApp for the LID of a number', async () => {
		const { items } = await run(ANA);
		expect(items.map(({ json }) => json)).toEqual([
			{ ...WHOLE, lid: lidOf(JID), foundIn: 'whatsapp' },
		]);
	});

	it('finds the number of a LID only if that person is a member of one of the groups of the account', async () => {
		const [known, unknown] = [await run(lidOf(JID)), await run(STRANGER)];
		expect(known.items[0]?.json).toEqual({ ...WHOLE, lid: lidOf(JID), foundIn: 'groups' });
		expect(unknown.items[0]?.json).toMatchObject({ personId: STRANGER, isComplete: false });
	});
});
