import type { IDataObject } from 'n8n-workflow';

import type { FormField } from '../../../../../nodes/EvolutionApi/wait/form';
import { receiveReply } from '../../../../../nodes/EvolutionApi/wait/receiveAnswer';
import type { WaitState } from '../../../../../nodes/EvolutionApi/wait/state';
import fc from '../../../../support/properties';
import { pageContext } from '../support/pageContext';

const field = (label: string, more: Partial<FormField> = {}): FormField => ({
	label,
	type: 'text',
	isRequired: false,
	options: [],
	...more,
});

interface Came {
	readonly status: number;
	readonly html: string;
	readonly headers: Record<string, string>;
	readonly data?: IDataObject;
}

let asked = 0;

const FORM = {
	instance: 'shop',
	authentication: 'globalKey',
	chat: '5511988887777@s.whatsapp.net',
	messageId: 'Q1',
	message: 'Where to?',
	askedAt: 0,
	askedAtHere: 0,
} as const;

async function come(
	fields: readonly FormField[],
	body?: unknown,
	more: Partial<WaitState> = {},
): Promise<Came> {
	const state: WaitState = {
		...FORM,
		question: { responseType: 'customForm', form: 'page', labels: [], mark: `form-${++asked}` },
		fields,
		...more,
	};
	const method = body === undefined ? 'GET' : 'POST';
	// n8n parses a multipart body into this structure.
	const { context, page: came, end } = pageContext(state, method, { data: body, files: {} });
	const { workflowData } = await receiveReply(context);
	if (workflowData !== undefined) end();
	const json = workflowData?.[0][0].json;
	expect(came.status).toBe(body === undefined || json !== undefined ? 200 : 400);
	return { ...came, data: json?.data as IDataObject | undefined };
}

describe('form page of Send and Wait: invalid input', () => {
	const options = ['Morning', 'Afternoon', 'Evening'];
	const boxes = { type: 'checkbox', options } as const;
	it.each<[string, FormField, unknown, string]>([
		['a required field left empty', field('Name', { isRequired: true }), {}, 'This is needed.'],
		[
			'only spaces in a required field',
			field('Name', { isRequired: true }),
			{ 'field-0': '  ' },
			'needed',
		],
		['a body that is not a form', field('Name', { isRequired: true }), 'field-0=Ana', 'needed'],
		[
			'an object in place of a text',
			field('Name', { isRequired: true }),
			{ 'field-0': { a: 1 } },
			'needed',
		],
		[
			'a word in a number field',
			field('Guests', { type: 'number' }),
			{ 'field-0': 'two' },
			'a number',
		],
		[
			'a number in hexadecimal',
			field('Guests', { type: 'number' }),
			{ 'field-0': '0x10' },
			'a number',
		],
		['an infinite number', field('Guests', { type: 'number' }), { 'field-0': '1e999' }, 'a number'],
		[
			'a text that is not an email address',
			field('Mail', { type: 'email' }),
			{ 'field-0': 'ana' },
			'an email address',
		],
		[
			'a date that does not exist',
			field('Day', { type: 'date' }),
			{ 'field-0': '2026-02-30' },
			'a date',
		],
		['a word in a date field', field('Day', { type: 'date' }), { 'field-0': 'tomorrow' }, 'a date'],
		[
			'an option that the dropdown does not have',
			field('When', { type: 'dropdown', options }),
			{ 'field-0': 'Night' },
			'one of the options',
		],
		[
			'an option in lower case',
			field('When', { type: 'radio', options }),
			{ 'field-0': 'morning' },
			'one of the options',
		],
		[
			'no checkbox where one is required',
			field('When', { ...boxes, isRequired: true }),
			{},
			'This is needed.',
		],
		[
			'a checkbox that the field does not have',
			field('When', boxes),
			{ 'field-0': ['Morning', 'x'] },
			'among the',
		],
		[
			'too few checkboxes',
			field('When', { ...boxes, least: 2, most: 3 }),
			{ 'field-0': 'Morning' },
			'Choose 2 to 3.',
		],
		[
			'more checkboxes than exactly one',
			field('When', { ...boxes, least: 1, most: 1 }),
			{ 'field-0': ['Morning', 'Evening'] },
			'Choose 1.',
		],
		[
			'more checkboxes than the maximum',
			field('When', { ...boxes, most: 1 }),
			{ 'field-0': ['Morning', 'Evening'] },
			'Choose at most 1.',
		],
	])(
		'is explained on the page, and does not continue the execution: %s',
		async (_what, one, body, problem) => {
			const { data, html } = await come([one], body);
			expect(data).toBeUndefined();
			expect(html).toContain('role="alert"');
			expect(html).toContain(problem);
			expect(html).toContain('aria-describedby="field-0-problem"');
		},
	);

	it('stays in the fields of the page, except passwords', async () => {
		const fields = [
			field('Name'),
			field('Secret', { type: 'password' }),
			field('Text', { type: 'textarea' }),
			field('When', { ...boxes }),
			field('Guests', { type: 'number' }),
		];
		const { html } = await come(fields, {
			'field-0': 'Ana "Bee"',
			'field-1': 'hush',
			'field-2': 'one\r\ntwo',
			'field-3': ['Evening'],
			'field-4': 'two',
		});
		expect(html).toContain('value="Ana &quot;Bee&quot;"');
		expect(html).not.toContain('hush');
		expect(html).toContain('\none\ntwo</textarea>');
		expect(html).toContain('value="Evening" checked');
		expect(html).toContain('value="two"');
	});
});

it('form page of Send and Wait: HTML in answers or texts never becomes part of the page', async () => {
	await fc.assert(
		fc.asyncProperty(fc.string({ unit: 'binary-ascii' }), async (text) => {
			const hostile = `"'><script>alert(1)</script>&amp;${text}`;
			const fields = [
				field(hostile, { placeholder: hostile, initial: hostile, isRequired: true }),
				field('b', { type: 'radio', options: [hostile] }),
				field('c', { type: 'dropdown', options: [hostile] }),
				field('d', { type: 'textarea', initial: hostile }),
				field('e', { type: 'number' }),
			];
			const page = {
				title: hostile,
				description: hostile,
				buttonLabel: hostile,
				confirmationText: hostile,
			};
			for (const body of [undefined, { 'field-4': hostile }, { 'field-0': 'x', 'field-4': '1' }]) {
				const { html, headers } = await come(fields, body, { page });
				expect(html).not.toContain('<script');
				expect(html).not.toMatch(/="[^"]*"[^\s>]/);
				expect(headers['content-security-policy']).toContain("default-src 'none'");
			}
		}),
	);
});

it('form page of Send and Wait: a hidden field is only in the output, and the browser cannot change its value', async () => {
	const fields = [field('Name'), field('order', { type: 'hiddenField', initial: '4711' })];
	expect((await come(fields)).html).not.toContain('4711');
	const { data } = await come(fields, { 'field-0': 'Ana', 'field-1': '1', order: '1' });
	expect(data).toMatchObject({ Name: 'Ana', order: '4711' });
});

it("form page of Send and Wait: the execution continues with every answer under its label, as in n8n's own forms", async () => {
	const options = ['a', 'b'];
	const fields = [
		field('Name', { isRequired: true }),
		field('Mail', { type: 'email' }),
		field('Guests', { type: 'number' }),
		field('Day', { type: 'date' }),
		field('Text', { type: 'textarea' }),
		field('One', { type: 'dropdown', options }),
		field('Other', { type: 'radio', options }),
		field('All', { type: 'checkbox', options }),
		field('Single', { type: 'checkbox', options }),
	];
	const sent = {
		'field-0': ' Ana ',
		'field-1': 'ana@example.com',
		'field-2': '-2.5',
		'field-3': '2026-02-28',
		'field-4': 'one\r\ntwo',
		'field-5': 'a',
		'field-6': 'b',
		'field-7': ['a', 'b'],
		'field-8': 'b',
	};
	const { data, html } = await come(fields, sent, { page: { confirmationText: 'Thanks!' } });
	expect(html).toContain('<p>Thanks!</p>');
	const { respondedAt, ...answers } = data ?? {};
	expect(answers).toEqual({
		Name: 'Ana',
		Mail: 'ana@example.com',
		Guests: -2.5,
		Day: '2026-02-28',
		Text: 'one\ntwo',
		One: 'a',
		Other: 'b',
		All: ['a', 'b'],
		Single: ['b'],
	});
	expect(new Date(String(respondedAt)).toISOString()).toBe(respondedAt);
	expect(Object.keys(data ?? {}).at(-1)).toBe('respondedAt');
});

it('form page of Send and Wait: an optional empty field is null, and checkboxes an empty list', async () => {
	const fields = [
		field('Name'),
		field('Guests', { type: 'number' }),
		field('One', { type: 'dropdown', options: ['a'] }),
		field('All', { type: 'checkbox', options: ['a'], least: 1, most: 1 }),
	];
	const { data } = await come(fields, { 'field-0': '', 'field-1': '', 'field-2': '' });
	expect(data).toMatchObject({ Name: null, Guests: null, One: null, All: [] });
});

it('form page of Send and Wait: shows title, message, labels and default values', async () => {
	const fields = [
		field('Name', { initial: 'Ana', placeholder: 'You', isRequired: true }),
		field('When', { type: 'dropdown', options: ['Now', 'Later'], initial: 'Later' }),
		field('With', { type: 'checkbox', options: ['Milk', 'Sugar'], initial: 'Sugar' }),
	];
	const { html } = await come(fields, undefined, { page: { title: 'Coffee' } });
	expect(html).toContain('<title>Coffee</title>');
	expect(html).toContain('<h1>Coffee</h1><p>Where to?</p>');
	expect(html).toContain('<label class="name" for="field-0">Name');
	expect(html).toContain(
		'id="field-0" name="field-0" required placeholder="You" type="text" value="Ana"',
	);
	expect(html).toContain('<option value="Later" selected>');
	expect(html).toContain('<legend class="name">With</legend>');
	expect(html).toContain('value="Sugar" checked');
	expect(html).toContain('>Submit</button>');
	const page = { description: 'Fill in', buttonLabel: 'Enviar' };
	const own = (await come(fields, undefined, { page })).html;
	expect(own).not.toContain('Where to?');
	expect(own).toContain('>Enviar</button>');
});

it('form page of Send and Wait: tells the second of two simultaneous people that someone was faster', async () => {
	const fields = [field('Name')];
	const question = { responseType: 'customForm', form: 'page', labels: [], mark: 'both' } as const;
	const sendAs = (name: string) => {
		const { context, page, end } = pageContext({ ...FORM, fields, question }, 'POST', {
			data: { 'field-0': name },
			files: {},
		});
		return { page, end, taking: receiveReply(context) };
	};
	const both = ['Ana', 'Bea', 'Ana'].map(sendAs);
	const taken = await Promise.all(both.map(async ({ taking }) => await taking));
	const names = taken.map(({ workflowData }) => workflowData?.[0][0].json.data);
	// n8n resumes the execution only with the form that arrives first.
	for (const [index, { end }] of both.entries()) end(index === 0);
	for (const data of names) expect(data).toMatchObject({ Name: 'Ana' });
	expect(both.map(({ page }) => page.status)).toEqual([200, 409, 200]);
	expect(both[1].page.html).toContain('Someone else answered first');
});

it('form page of Send and Wait: n8n could not go on: the person reads so, and can send the form again', async () => {
	const fields = [field('Name')];
	const question = { responseType: 'customForm', form: 'page', labels: [], mark: 'held' } as const;
	const send = async (name: string, isStored: boolean) => {
		const body = { data: { 'field-0': name }, files: {} };
		const { context, page, end } = pageContext({ ...FORM, fields, question }, 'POST', body);
		const { workflowData } = await receiveReply(context);
		end(isStored);
		return { page, data: workflowData?.[0][0].json.data };
	};
	const failed = await send('Ana', false);
	expect(failed.page.status).toBe(503);
	expect(failed.page.html).toContain('Please try again');
	const again = await send('Ana Maria', true);
	expect(again.page.status).toBe(200);
	expect(again.data).toMatchObject({ Name: 'Ana Maria' });
});
