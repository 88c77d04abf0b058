import '../../../../dev/engine/engine';

import type { IDataObject } from 'n8n-workflow';

import { useSimulator } from '../../../support/simulator';
import { useGoSimulator } from '../server/evolutionGo/support/goSimulator';
import { settled } from '../trigger/support/happenings';
import { useAskedPeople } from './support/useAskedPeople';

// Tests the item of a resumed execution: the person, the time, and the same structure as in n8n's own nodes.

const LID = '987654321098765@lid';
const TEAM = '120363020202020202@g.us';
const CHOICES = { responseType: 'choice', choices: 'Yes\nNo' };
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const evolutionApi = useSimulator();
const evolutionGo = useGoSimulator('0.7.2');

describe.each([
	['Evolution API', evolutionApi, 'globalKey'],
	['Evolution Go', evolutionGo, 'evolutionGo'],
] as const)('the output of Send and Wait on %s', (_server, simulator, authentication) => {
	const asked = useAskedPeople(simulator, authentication);

	async function answerTo(
		values: IDataObject,
		what: (question: string) => object,
	): Promise<IDataObject> {
		const question = await asked.people.ask(values);
		await asked.people.happens({ pushName: 'Ana', ...what(question) });
		const [item] = await asked.answered();
		expect(item.respondedAt).toMatch(ISO);
		const { respondedAt, messageId, channel, chatId } = item.data as IDataObject;
		const { chat, timestamp } = item.message as IDataObject;
		expect([respondedAt, messageId, channel, chatId]).toEqual([
			item.respondedAt,
			question,
			chat,
			chat,
		]);
		expect(item.respondedAt).toBe(timestamp);
		return item;
	}

	const ANA = { name: 'Ana', number: '5511988887777' };

	it('has, for an approval, who approved, under the keys of Slack and Telegram', async () => {
		const item = await answerTo({}, () => ({ text: 'yes' }));
		expect(Object.keys(item).slice(0, 6)).toEqual([
			'approved',
			'choice',
			'text',
			'timedOut',
			'answered',
			'message',
		]);
		expect(item).toMatchObject({
			responder: ANA,
			data: {
				approved: true,
				responder: { id: ANA.number, name: 'Ana', username: ANA.number, source: 'whatsapp' },
			},
		});
	});

	it('of a choice that was written has the choice, the text and who chose', async () => {
		const item = await answerTo(CHOICES, () => ({ text: '2' }));
		expect(item.data).toMatchObject({ choice: 'No', text: '2', responder: ANA });
	});

	it('of a vote has the choice and who voted', async () => {
		const item = await answerTo({ ...CHOICES, showChoicesAs: 'poll' }, (targetId) => ({
			kind: 'pollVote',
			targetId,
			options: ['No'],
		}));
		expect(item).toMatchObject({ responder: ANA, data: { choice: 'No', responder: ANA } });
	});

	it('of free text has the text and who wrote it', async () => {
		const item = await answerTo({ responseType: 'freeText' }, () => ({ text: 'Tomorrow' }));
		expect(item).toMatchObject({ text: 'Tomorrow', data: { text: 'Tomorrow', responder: ANA } });
	});

	it('in a group names the person', async () => {
		const item = await answerTo({ recipient: TEAM }, () => ({ chat: TEAM, text: 'no' }));
		expect(item).toMatchObject({
			responder: ANA,
			data: { approved: false, responder: { id: ANA.number }, chatId: TEAM },
		});
	});

	it('in a group names a person whose number WhatsApp hides', async () => {
		const what = { chat: TEAM, from: LID, text: 'no' };
		const item = await answerTo({ recipient: TEAM }, () => what);
		const responder = { name: 'Ana', number: null, lid: LID };
		expect(item).toMatchObject({
			responder,
			data: { responder: { ...responder, id: LID.slice(0, -4) } },
		});
	});
});

describe('the output of Send and Wait on Evolution API', () => {
	const asked = useAskedPeople(evolutionApi, 'globalKey');

	it.each([
		['buttons', 'buttonReply', 'buttonId'],
		['list', 'listReply', 'rowId'],
	])('names the person who answered a question with %s', async (showChoicesAs, kind, key) => {
		const targetId = await asked.people.ask({ showChoicesAs });
		const { question } = JSON.parse(String(asked.people.state)) as { question: { mark: string } };
		await asked.people.happens({
			kind,
			targetId,
			[key]: `wait-${question.mark}-2`,
			pushName: 'Ana',
		});
		await settled(() => asked.people.answers.length > 0);
		expect(asked.people.answers).toMatchObject([
			{
				approved: false,
				responder: { name: 'Ana' },
				data: { approved: false, messageId: targetId },
			},
		]);
	});
});
