import type { IDataObject } from 'n8n-workflow';

import { TriggerContext } from '../dev/engine/core';
import { runOperationWith } from '../dev/engine/operation';
import { ANA, receiveText, settled } from './nodes/EvolutionApi/trigger/support/happenings';
import { useN8n } from './nodes/EvolutionApi/trigger/support/useN8n';
import { runOperation, type OperationRun } from './support/run';
import { arrived, useSimulator } from './support/simulator';

// Tests thirty mistakes of a user's first day. Each must get an error that names the mistake and its fix, and nothing may be sent.

const simulator = useSimulator();
const stage = useN8n(simulator);

const sent = () => arrived(simulator.current).filter(({ path }) => path.startsWith('/message/'));

type Row = [mistake: string, run: OperationRun, says: string | RegExp, toDo: string | RegExp];

const send = (values: IDataObject, operation = 'sendText', more: Partial<OperationRun> = {}) => ({
	resource: 'message',
	operation,
	values: { recipient: ANA, ...values },
	...more,
});
const text = (recipient: unknown, more: Partial<OperationRun> = {}) =>
	send({ recipient: '={{ $json.to }}', text: 'Hi' }, 'sendText', {
		items: [{ json: { to: recipient } as IDataObject }],
		...more,
	});
const media = (mediaUrl: string) =>
	send({ mediaType: 'image', mediaSource: 'url', mediaUrl }, 'sendMedia');
/** Returns a run with two items. The node only refuses an unfilled `{{ $json.name }}` if there are several items. */
const inList = (value: string) =>
	send({ text: '={{ $json.text }}' }, 'sendText', {
		items: [{ json: { text: value } }, { json: { text: 'Hi' } }],
	});

const MISTAKES: Row[] = [
	['no recipient in the item', text(''), '"Recipient" is empty', /./],
	['no country code', text('11988887777'), /country code/, /country code|\+/],
	['a zero in front', text('011988887777'), /starts with 0/, /country code/],
	['two numbers in one cell', text('5511988887777, 5511977776666'), 'more than one number', /./],
	['a number that a table has rounded', text('5.51199E+12'), 'scientific notation', /text/],
	['a date in the place of the number', text('2026-11-27'), /date/, /./],
	['a name in the place of the number', text('Ana'), /Recipient/, /./],
	[
		'an expression in Fixed mode as text',
		send({ text: 'Hi {{ $json.name }}' }),
		'Fixed',
		'Expression',
	],
	['an empty text', send({ text: '={{ "" }}' }), '"Text" is empty', /./],
	['an expression left in a list', inList('Hi {{ $json.name }}'), 'no one has filled in', /./],
	[
		'undefined in a list',
		send({ text: '={{ "Hello " + $json.name }}' }, 'sendText', {
			items: [{ json: {} }, { json: {} }],
		}),
		'no one has filled in',
		/./,
	],
	['an object in a list', inList('Hi [object Object]'), 'no one has filled in', /./],
	[
		'a path of Windows as URL',
		media('C:\\Users\\ana\\photo.png'),
		'a path on a disk',
		'Input Data Field',
	],
	['a path of Linux as URL', media('/home/ana/photo.png'), 'a path on a disk', 'Input Data Field'],
	[
		'a file of the browser as URL',
		media('file:///C:/photo.png'),
		'a path on a disk',
		'Input Data Field',
	],
	[
		'an address at which a cloud tells its machines their keys',
		media('http://169.254.169.254/latest/a.png'),
		'the machines of a cloud get their keys',
		'Enter the address of a file.',
	],
	['an address without http', media('www.example.com/photo.png'), 'a web address', 'http://'],
	[
		'a page of Google Drive',
		media('https://drive.google.com/drive/folders/abc'),
		'Google Drive',
		/./,
	],
	[
		'a host of Docker',
		media('http://minio:9000/photo.png'),
		'from which Evolution API does not',
		/dot/,
	],
	[
		'a GIF as video',
		send(
			{ mediaType: 'video', mediaSource: 'url', mediaUrl: 'https://example.com/a.gif' },
			'sendMedia',
		),
		'GIF',
		/./,
	],
	[
		'no file in the item',
		send({ mediaType: 'image', mediaSource: 'binary', binaryPropertyName: 'data' }, 'sendMedia'),
		/data/,
		/./,
	],
	[
		'the name of a file in place of its content',
		send(
			{ mediaType: 'image', mediaSource: 'base64', mediaBase64: 'filesystem-v2:abc' },
			'sendMedia',
		),
		'place where n8n keeps the file',
		'Input Data Field',
	],
	[
		'the name of the instance in capitals',
		text(ANA, { instance: 'Demo' }),
		'no instance "Demo"',
		/list/,
	],
	['a poll with one option', send({ question: 'When?', pollOptions: 'Now' }, 'sendPoll'), /./, /./],
	[
		'a template on the instance of a phone',
		send({ templateName: 'hello_world', language: 'en' }, 'sendTemplate'),
		'WHATSAPP-BUSINESS',
		/./,
	],
];

it.each(MISTAKES)('%s', async (_mistake, run, says, toDo) => {
	const { error, items } = await runOperation(simulator.current, run);
	const said = [error?.message, error?.description, JSON.stringify(items)].join(' ');
	if (typeof says === 'string') expect(said).toContain(says);
	else expect(said).toMatch(says);
	if (typeof toDo === 'string') expect(said).toContain(toDo);
	else expect(said).toMatch(toDo);
	expect(sent().filter(({ status }) => status < 400)).toEqual([]);
});

describe('in the credential', () => {
	const check = async (keys: IDataObject) => {
		const { url: baseUrl, key: apiKey } = simulator.current;
		const credentials = { evolutionGlobalKeyApi: { baseUrl, apiKey, ...keys } };
		const { error } = await runOperationWith(
			{ authentication: 'globalKey', credentials },
			{ ...send({ text: 'Hi' }), instance: 'demo' },
		);
		return `${error?.message} ${error?.description}`;
	};

	it('the manager as Base URL', async () => {
		expect(await check({ baseUrl: `${simulator.current.url}/api` })).toContain('Base URL');
		expect(sent()).toEqual([]);
	});

	it('a wrong key', async () => {
		expect(await check({ apiKey: 'wrong' })).toContain('refused the API key');
	});
});

describe('where a published workflow is silent, Check Setup says', () => {
	const check = async () => {
		const run = { resource: 'system', operation: 'checkSetup' };
		const { items } = await runOperation(simulator.current, run);
		return JSON.stringify(items.map(({ json }) => json));
	};

	it('two bots on one chat: that both get every message', async () => {
		await stage.n8n.workflow('one').activate();
		await stage.n8n.workflow('two').activate();
		expect(await check()).toContain('let only one answer a chat');
	});

	it('two triggers on one instance in one workflow: that each of them starts it', async () => {
		await stage.n8n.workflow('one').activate();
		await stage.n8n.workflow('two').activate();
		const both = { id: 'one', name: 'Bot', active: true };
		jest.spyOn(TriggerContext.prototype, 'getWorkflow').mockReturnValue(both);
		const said = await check();
		expect(said).toContain('Two triggers on this instance, for the same event');
		expect(said).toContain('\\"Bot\\"');
	});

	it('Send and Wait run twice: which executions wait in the chat', async () => {
		for (let run = 0; run < 2; run++) {
			await runOperation(simulator.current, {
				resource: 'message',
				operation: 'sendAndWait',
				values: { recipient: ANA, message: 'Shall we?' },
			});
		}
		expect(await check()).toContain('2 questions have no answer yet');
	});

	it('an expression pasted in Fixed mode: the error of the execution', async () => {
		const message = 'Text contains {{ $json.name }}, but is set to Fixed';
		const data = { resultData: { lastNodeExecuted: 'Reply', error: { message } } };
		Object.assign(stage.n8n.result, { status: 'error', data });
		const workflow = stage.n8n.workflow('one');
		await workflow.activate();
		await receiveText(simulator.current, 'hello');
		await settled(() => workflow.texts.length === 1);
		expect(await check()).toContain(`in \\"Reply\\": ${message}`);
	});
});
