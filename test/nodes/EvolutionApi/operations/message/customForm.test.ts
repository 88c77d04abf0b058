import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../../support/run';
import { arrived, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const ask = async (values: IDataObject) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendAndWait',
		values: {
			recipient: '5511988887777',
			message: 'Where to?',
			responseType: 'customForm',
			...values,
		},
	});
const defined = (...values: IDataObject[]) => ({ formFields: { values } });
const json = (fields: unknown): IDataObject => ({
	defineForm: 'json',
	jsonOutput: typeof fields === 'string' ? fields : JSON.stringify(fields),
});
const name = { fieldLabel: 'Name', fieldType: 'text' };

describe('Send and Wait refuses, before any request, a form', () => {
	it.each<[string, IDataObject, string]>([
		['without a field', {}, '"Form Elements" has no element to fill in'],
		['that is not a list', json('{}'), '"Form Elements (JSON)" must be a list, not "{}"'],
		['with nothing to fill in', json([]), '"Form Elements (JSON)" has no element to fill in'],
		[
			'with hidden fields only',
			defined({ fieldType: 'hiddenField', fieldName: 'order', fieldValue: '7' }),
			'"Form Elements" has no element to fill in',
		],
		[
			'with a file',
			json([{ fieldLabel: 'Photo', fieldType: 'file' }]),
			'"Form Elements (JSON) → 1 → fieldType" cannot be "file"',
		],
		[
			'with HTML',
			json([{ fieldType: 'html', html: '<b>' }]),
			'"Form Elements (JSON) → 1 → fieldType" cannot be "html"',
		],
		[
			'with an unknown field type',
			json([name, { fieldLabel: 'At', fieldType: 'time' }]),
			'"Form Elements (JSON) → 2 → fieldType" must be checkbox, date, dropdown, email, hiddenField, number, password, radio, text, or textarea, not "time"',
		],
		[
			'with a field that has no name',
			json([{ fieldType: 'text' }]),
			'"Form Elements (JSON) → 1 → fieldLabel" is empty',
		],
		[
			'with a hidden field that has no name',
			json([name, { fieldType: 'hiddenField', fieldValue: '7' }]),
			'"Form Elements (JSON) → 2 → fieldName" is empty',
		],
		['with two fields of one name', defined(name, name), '"Form Elements" has "Name" twice'],
		[
			'with a field named like the output respondedAt',
			defined({ fieldLabel: 'respondedAt' }),
			'"Form Elements" has an element "respondedAt"',
		],
		[
			'with nothing to choose from',
			defined({ fieldLabel: 'When', fieldType: 'dropdown', fieldOptions: ' \n' }),
			'"Form Elements → 1 → Options" is empty',
		],
		[
			'with options that cannot be read',
			json([{ fieldLabel: 'When', fieldType: 'radio', fieldOptions: [{ label: 'Now' }] }]),
			'"Form Elements (JSON) → 1 → fieldOptions" must be text or a list of texts, not [{"label":"Now"}]',
		],
		[
			'with an option twice',
			defined({ fieldLabel: 'When', fieldType: 'radio', fieldOptions: 'Now\nLater\nNow' }),
			'"Form Elements → 1 → Options" has "Now" twice',
		],
		[
			'with more checkboxes to choose than there are',
			defined({
				fieldLabel: 'With',
				fieldType: 'checkbox',
				fieldOptions: 'a\nb',
				limitSelection: 'exact',
				numberOfSelections: 3,
			}),
			'"Form Elements → 1 → Limit Selection" cannot be met with 2 options',
		],
		[
			'with a default value that is no number, in a number field',
			defined({ fieldLabel: 'Guests', fieldType: 'number', defaultValue: 'two' }),
			'"Form Elements → 1 → Default Value" is "two", which the field does not accept',
		],
		[
			'with a default value that is not among the options',
			defined({
				fieldLabel: 'When',
				fieldType: 'dropdown',
				fieldOptions: 'Now\nLater',
				defaultValue: 'Never',
			}),
			'"Form Elements → 1 → Default Value" is "Never", which the field does not accept',
		],
	])('%s', async (_what, values, problem) => {
		const { error } = await ask(values);
		expect(error?.message).toContain(problem);
		expect(arrived(simulator.current)).toEqual([]);
	});
});

it('Send and Wait: a form message contains the link without a preview, and the webhook is not changed', async () => {
	const { error, items, kept } = await ask(defined({ ...name, requiredField: true }));
	expect(error).toBeUndefined();
	expect(arrived(simulator.current).map(({ path }) => path)).toEqual(['/message/sendText/demo']);
	const [{ body }] = arrived(simulator.current);
	expect(body).toMatchObject({ linkPreview: false });
	expect((body as IDataObject).text).toMatch(/^Where to\?\n\nhttp:\S+signature=\S+$/);
	expect(items.map(({ json: item }) => item)).toEqual([
		{
			data: null,
			timedOut: false,
			respondedAt: null,
			responder: null,
			personId: '551188887777',
			question: { text: 'Where to?', messageId: expect.any(String) as string },
			message: null,
		},
	]);
	expect(JSON.parse(String(kept.wait))).toMatchObject({
		fields: [{ label: 'Name', type: 'text', isRequired: true, options: [] }],
	});
});

it("Send and Wait: JSON for n8n's own forms makes the same form as fields that are entered in the panel", async () => {
	const fields = async (values: IDataObject): Promise<unknown> => {
		const { error, kept } = await ask(values);
		expect(error).toBeUndefined();
		return (JSON.parse(String(kept.wait)) as IDataObject).fields;
	};
	const theirs = {
		fieldLabel: 'When',
		fieldType: 'checkbox',
		fieldOptions: { values: [{ option: 'Now' }, { option: 'Later' }] },
		defaultValue: 'Now, Later',
		limitSelection: 'range',
		minSelections: 1,
		maxSelections: 2,
	};
	const ours = { ...theirs, fieldOptions: 'Now\nLater' };
	const made = await fields(json([theirs]));
	expect(made).toEqual([
		{
			label: 'When',
			type: 'checkbox',
			isRequired: false,
			initial: 'Now\nLater',
			options: ['Now', 'Later'],
			least: 1,
			most: 2,
		},
	]);
	expect(await fields(defined(ours))).toEqual(made);
	expect(await fields(json([{ ...theirs, fieldType: 'dropdown', multiselect: true }]))).toEqual(
		made,
	);
	const byExpression = { defineForm: 'json', jsonOutput: `={{ [${JSON.stringify(ours)}] }}` };
	expect(await fields(byExpression)).toEqual(made);
});
