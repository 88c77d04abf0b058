import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { reportProblem } from '../core/input/inputProblem';
import { nameFor } from '../core/files/fileTypes';
import { asRecords } from '../core/values/answer';
import type { Field } from '../core/values/field';
import { jsonField, locatorField, textField, byHand, fromList } from './fieldKinds';
import { textLike } from './inputs';
import { nameInUrl } from './media';

export const templateName = locatorField('Template Name', 'templateName', {
	required: true,
	description: 'A template of the business account that the instance belongs to',
	modes: [
		fromList('searchTemplates', 'Select a template…'),
		byHand('Name', 'name', 'e.g. order_shipped'),
	],
});

export const language = textField('Language', 'language', {
	default: 'en_US',
	required: true,
	placeholder: 'e.g. pt_BR',
	description: 'Language code of the template',
});

export const components = jsonField('Components', 'components', {
	typeOptions: { rows: 6 },
	default: '[]',
	description:
		'Header, body, footer and buttons in the form of the WhatsApp Business Cloud API, e.g. [{"type": "BODY", "text": "Your order is on its way."}]',
});

export const templateValues = {
	displayName: 'Values',
	name: 'templateValues',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'defineBelow', value: null },
	description: 'What the template leaves open, with one field for each part',
	typeOptions: {
		loadOptionsDependsOn: ['instance.value', 'templateName.value', 'language'],
		resourceMapper: {
			resourceMapperMethod: 'mapTemplateValues',
			mode: 'add',
			valuesLabel: 'Values',
			fieldWords: { singular: 'value', plural: 'values' },
			addAllFields: true,
			multiKeyMatch: false,
			supportAutoMap: false,
		},
	},
} as const satisfies Field;

/** The ID contains the value's place in the template. */
interface TemplateValue {
	readonly id: string;
	readonly label: string;
}

export const listTemplateValues = (components: readonly IDataObject[]): TemplateValue[] =>
	components.flatMap((component) => {
		switch (String(component.type).toUpperCase()) {
			case 'HEADER':
				return ofHeader(component);
			case 'BODY':
				return findPlaceholders(component.text).map((key) => inText('body', 'Body', key));
			case 'BUTTONS':
				return asRecords(component.buttons).flatMap(ofButton);
			default:
				return [];
		}
	});

const WITHOUT_FIELDS = [
	'CAROUSEL',
	'CATALOG',
	'GIF',
	'LIMITED_TIME_OFFER',
	'LOCATION',
	'MPM',
	'ORDER_DETAILS',
	'PRODUCT',
	'SPM',
];

export const wantsComponents = (components: readonly IDataObject[]): boolean =>
	components
		.flatMap(({ type, format, buttons }) => [
			type,
			format,
			...asRecords(buttons).map((button) => button.type),
		])
		.some((kind) => WITHOUT_FIELDS.includes(String(kind).toUpperCase()));

const inText = (place: string, label: string, key: string): TemplateValue => ({
	id: `${place}_${key}`,
	label: `${label} {{${key}}}`,
});

const findPlaceholders = (text: unknown): string[] => [
	...new Set([...String(text ?? '').matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, key = '']) => key)),
];

function ofHeader({ format, text }: IDataObject): TemplateValue[] {
	const kind = String(format ?? 'TEXT').toLowerCase();
	if (kind === 'text') return findPlaceholders(text).map((key) => inText('header', 'Header', key));
	if (!FILES.includes(kind)) return [];
	return [{ id: `header_file_${kind}`, label: `Header: URL of the ${kind}` }];
}

const FILES: readonly string[] = ['image', 'video', 'document'];

function ofButton({ type, text, url }: IDataObject, index: number): TemplateValue[] {
	const label = `Button "${String(text ?? index + 1)}"`;
	const kind = String(type).toUpperCase();
	if (kind === 'FLOW')
		return [{ id: `button_${index}_flow`, label: `${label}: token of the flow` }];
	if (kind === 'COPY_CODE') return [{ id: `button_${index}_copy_code`, label: `${label}: code` }];
	// Meta may hide the URL of an OTP button, so the button needs a value even if no placeholder is visible.
	const isOpen = kind === 'OTP' || (kind === 'URL' && findPlaceholders(url).length > 0);
	const what = kind === 'OTP' ? 'code' : 'URL end';
	return isOpen ? [{ id: `button_${index}_url`, label: `${label}: ${what}` }] : [];
}

function componentsFor(values: ReadonlyArray<readonly [id: string, value: string]>): object[] {
	const ofPlace = (place: string) => values.filter(([id]) => id.startsWith(`${place}_`));
	const texts = (['header', 'body'] as const).flatMap((type) => {
		const parameters = ofPlace(type).map(([id, value]) => parameterFor(id, value));
		return parameters.length === 0 ? [] : [{ type, parameters }];
	});
	return [...texts, ...ofPlace('button').map(([id, value]) => buttonFor(id, value))];
}

function parameterFor(id: string, value: string): object {
	const [, kind] = /^header_file_(\w+)$/.exec(id) ?? [];
	if (kind === 'document') {
		// Without a name, the customer sees "Untitled".
		const filename = nameFor(nameInUrl(value), undefined, { fallback: 'document' });
		return { type: kind, document: { link: value, filename: filename.replace(/\.bin$/, '') } };
	}
	if (kind !== undefined) return { type: kind, [kind]: { link: value } };
	const key = id.replace(/^[a-z]+_/, '');
	const name = /^\d+$/.test(key) ? undefined : key;
	return { type: 'text', parameter_name: name, text: onOneLine(value) };
}

/** Returns a value on one line, because Meta refuses line breaks, tabs and more than four spaces in a row. */
const onOneLine = (value: string) => value.replace(/\s*[\n\r\t]\s*|\s{4,}/g, ' ');

function buttonFor(id: string, value: string): object {
	const [, index = '0', subType = 'url'] = /^button_(\d+)_(\w+)$/.exec(id) ?? [];
	if (subType === 'flow') {
		const parameters = [{ type: 'action', action: { flow_token: value } }];
		return { type: 'button', sub_type: subType, index, parameters };
	}
	const parameter =
		subType === 'url' ? { type: 'text', text: value } : { type: 'coupon_code', coupon_code: value };
	return { type: 'button', sub_type: subType, index, parameters: [parameter] };
}

export const templateValuesInput = z
	.object({
		value: z.record(z.string(), z.union([textLike, z.boolean()]).nullish()).nullish(),
		schema: z
			.array(z.object({ id: z.string(), displayName: z.string(), removed: z.boolean().optional() }))
			.nullish(),
	})
	.transform(({ value, schema }): Entry[] => {
		const visible = schema?.filter(({ removed }) => removed !== true);
		const fields = visible ?? Object.keys(value ?? {}).map((id) => ({ id, displayName: id }));
		return fields.map(({ id, displayName }) => ({
			id,
			label: displayName,
			text: String(value?.[id] ?? '').trim(),
		}));
	});

interface Entry {
	readonly id: string;
	readonly label: string;
	/** Empty if the user entered no text. */
	readonly text: string;
}

export function chosenComponents(
	json: unknown[],
	entries: readonly Entry[],
	context: z.RefinementCtx,
): unknown[] {
	const missing = entries.filter(({ text }) => text === '');
	if (json.length === 0) {
		for (const { label } of missing) {
			const hint =
				'WhatsApp requires every value of a template. Fill it in, or check the expression in it.';
			reportProblem(context, 'is empty', hint, [templateValues.name, label]);
		}
		return componentsFor(entries.map(({ id, text }) => [id, text]));
	}
	if (missing.length < entries.length) {
		const hint = 'Leave Values empty to send Components, or write [] in Components to send Values.';
		reportProblem(context, 'cannot be used together with Values', hint, ['components']);
	}
	return json;
}
