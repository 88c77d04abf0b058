import type { IDataObject, ResourceMapperFields } from 'n8n-workflow';

import { EvolutionApi } from '../../../../nodes/EvolutionApi/EvolutionApi.node';
import { loadOptionsContext } from '../../../support/loadOptions';
import { arrived, demoOf, fail, useSimulator } from '../../../support/simulator';

const simulator = useSimulator();
const { mapTemplateValues } = new EvolutionApi().methods.resourceMapping;

const fieldsFor = async (
	templateName: string,
	language = 'en_US',
): Promise<ResourceMapperFields> => {
	const { url: baseUrl, key: apiKey } = simulator.current;
	const locator = (value: string) => ({ __rl: true, mode: 'list', value });
	const parameters = {
		authentication: 'globalKey',
		resource: 'message',
		operation: 'sendTemplate',
		instance: locator('demo'),
		templateName: locator(templateName),
		language,
	};
	return await mapTemplateValues.call(
		loadOptionsContext(parameters, { evolutionGlobalKeyApi: { baseUrl, apiKey } }),
	);
};
const labels = ({ fields }: ResourceMapperFields) =>
	fields.map(({ id, displayName }) => [id, displayName]);

const template = (name: string, components: IDataObject[], language = 'en_US') => ({
	id: `${name}-${language}`,
	name,
	language,
	status: 'APPROVED',
	components,
});

const IN_COMPONENTS =
	'This template needs more than texts, files and links. Enter all its values in Components.';

beforeEach(() => {
	const demo = demoOf(simulator.current);
	demo.integration = 'WHATSAPP-BUSINESS';
	demo.templates = [
		template('hello_world', [{ type: 'BODY', text: 'Hello World' }]),
		template('order', [
			{ type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' },
			{ type: 'BODY', text: 'Hello {{1}}, it is {{2}}. Yes, {{ 1 }}!' },
			{ type: 'FOOTER', text: 'Bye' },
			{
				type: 'BUTTONS',
				buttons: [
					{ type: 'QUICK_REPLY', text: 'Thanks' },
					{ type: 'URL', text: 'Track', url: 'https://x.test/{{1}}' },
					{ type: 'URL', text: 'Shop', url: 'https://x.test' },
					{ type: 'COPY_CODE', text: 'Copy' },
				],
			},
		]),
		template('order', [{ type: 'BODY', text: 'Olá {{name}}' }], 'pt_BR'),
		template('menu', [
			{ type: 'HEADER', format: 'IMAGE' },
			{ type: 'BODY', text: 'Hi' },
		]),
		template('shop', [
			{ type: 'HEADER', format: 'LOCATION' },
			{ type: 'BODY', text: 'Hello {{1}}' },
		]),
		template('cards', [
			{ type: 'BODY', text: 'Hello {{1}}' },
			{ type: 'CAROUSEL', cards: [{ components: [{ type: 'HEADER', format: 'IMAGE' }] }] },
		]),
		template('products', [
			{ type: 'BODY', text: 'Ours' },
			{ type: 'BUTTONS', buttons: [{ type: 'MPM', text: 'See' }] },
		]),
		template('code', [
			{ type: 'BODY', text: '*{{1}}* is your code' },
			{ type: 'BUTTONS', buttons: [{ type: 'OTP', text: 'Copy code' }] },
		]),
	];
});

describe('the Values of a template: no field is shown, and a notice gives the reason:', () => {
	it.each([
		['no template is chosen', '', 'en_US', 'Choose a template first.'],
		[
			'the server does not list the template',
			'gone',
			'en_US',
			'The server lists no template "gone". If the account has it, enter its values in Components.',
		],
		['the template has a location header', 'shop', 'en_US', IN_COMPONENTS],
		['the template has carousel cards', 'cards', 'en_US', IN_COMPONENTS],
		['the template has a product button', 'products', 'en_US', IN_COMPONENTS],
		[
			'the template does not exist in the chosen language',
			'order',
			'de',
			'The template does not exist in the language "de", but in en_US, pt_BR.',
		],
		['the template needs no values', 'hello_world', 'en_US', 'The template needs no values.'],
	])('%s', async (_what, name, language, notice) => {
		expect(await fieldsFor(name, language)).toEqual({ fields: [], emptyFieldsNotice: notice });
	});
});

it('the Values of a template: loading the fields fails if the server answers HTTP 500', async () => {
	fail(simulator.current, { status: 500, body: {}, times: 9 });
	await expect(fieldsFor('order')).rejects.toThrow();
});

it('the Values of a template: the server is not asked while no template is chosen', async () => {
	await fieldsFor('');
	expect(arrived(simulator.current)).toEqual([]);
});

it.each<[string, string, string, string[][]]>([
	[
		'texts and buttons, each placeholder once',
		'order',
		'en_US',
		[
			['header_1', 'Header {{1}}'],
			['body_1', 'Body {{1}}'],
			['body_2', 'Body {{2}}'],
			['button_1_url', 'Button "Track": URL end'],
			['button_3_copy_code', 'Button "Copy": code'],
		],
	],
	['named placeholders of the chosen language', 'order', 'pt_BR', [['body_name', 'Body {{name}}']]],
	[
		'the URL of an image in the header',
		'menu',
		'en_US',
		[['header_file_image', 'Header: URL of the image']],
	],
	[
		'a one-time password',
		'code',
		'en_US',
		[
			['body_1', 'Body {{1}}'],
			['button_0_url', 'Button "Copy code": code'],
		],
	],
])(
	'the Values of a template: one field for each placeholder: %s',
	async (_what, name, language, expected) => {
		expect(labels(await fieldsFor(name, language))).toEqual(expected);
	},
);

it('the Values of a template are found where name and language have blanks around them', async () => {
	expect(labels(await fieldsFor(' order ', ' en_US '))).toEqual(labels(await fieldsFor('order')));
});
