import { z } from 'zod';

import { reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../table/operation';
import type { Field } from '../../core/values/field';
import { numberLines } from '../../core/values/text';
import { bulkSending } from '../../fields/bulkSending';
import {
	collectionInput,
	optionsField,
	fieldGroup,
	groupsField,
	textField,
} from '../../fields/fieldKinds';
import {
	deliveryReceiptForSendAs,
	messageOptions,
	messageOptionsBody,
	optionShapes,
} from '../../fields/messageOptions';
import { optionalText, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import {
	interactiveNotice,
	checkPoll,
	plainContent,
	type PlainMessage,
	sendAs,
	sendAsInput,
	sendInForm,
	storedPlainForms,
} from '../../fields/sendAs';
import {
	chosenList,
	dataList,
	listData,
	listSource,
	listSourceInput,
	shownIfDefined,
} from '../../fields/listData';
import { recipient, recipientInput } from '../../fields/recipient';
import { simplifySentMessage } from '../../server/ask/messages';

const rowSource = { ...listSource, displayName: 'Row Source' } as const satisfies Field;

const sectionsField = groupsField('Sections', 'sections', {
	displayOptions: shownIfDefined,
	typeOptions: { multipleValues: true },
	default: { section: [{}] },
	required: true,
	placeholder: 'Add Section',
	options: [
		fieldGroup('Section', 'section', [
			textField('Title', 'title', {
				required: true,
				placeholder: 'e.g. Repairs',
				description: 'Heading of the section',
			}),
			groupsField('Rows', 'rows', {
				typeOptions: { multipleValues: true },
				default: { row: [{}] },
				placeholder: 'Add Row',
				options: [
					fieldGroup('Row', 'row', [
						textField('Title', 'title', {
							required: true,
							placeholder: 'e.g. Broken screen',
							description: 'The name of the row, as plain text',
						}),
						textField('Description', 'description', {
							mayBeEmpty: true,
							placeholder: 'e.g. Ready in 2 days',
							description:
								'Small text below the title. A WHATSAPP-BUSINESS instance needs one in each row.',
						}),
						textField('Row ID', 'rowId', {
							mayBeEmpty: true,
							placeholder: 'e.g. screen',
							description: 'ID of the row in the answer. Leave empty to use the title.',
						}),
					]),
				],
			}),
		]),
	],
});

const rowShape = { title: text, description: optionalText, rowId: optionalText };

type GivenRow = z.output<z.ZodObject<typeof rowShape>>;

const withRowId = ({ title, description, rowId = title }: GivenRow) => ({
	title,
	description,
	rowId,
});

type Row = ReturnType<typeof withRowId>;

const row = z.object(rowShape).transform(withRowId);

function checkRows(rows: readonly Row[], context: z.RefinementCtx): void {
	if (rows.length === 0) reportProblem(context, 'is empty', 'Add at least one.');
}

const rows = z
	.object({ row: z.array(row).optional() })
	.optional()
	.transform((group) => group?.row ?? [])
	.superRefine(checkRows);

function checkSections(
	sections: ReadonlyArray<{ readonly rows: readonly Row[] }>,
	context: z.RefinementCtx,
): void {
	if (sections.length === 0) reportProblem(context, 'is empty', 'Add at least one section.');
	const ids = sections.flatMap((section) => section.rows.map(({ rowId }) => rowId));
	const twice = ids.find((id, index) => ids.indexOf(id) !== index);
	if (twice !== undefined) {
		reportProblem(
			context,
			`has two rows with the ID "${twice}"`,
			'Give each row an ID of its own.',
		);
	}
}

const sectionsInput = z
	.object({ section: z.array(z.object({ title: text, rows })).optional() })
	.transform(({ section = [] }) => section)
	.superRefine(checkSections);

const rowData = {
	...listData,
	displayName: 'Rows',
	description:
		'An array of rows, e.g. [{"title": "Repairs", "description": "Ready in 2 days", "ID": "repair", "section": "Service"}], or of titles. Rows with the same section are listed together under that heading.',
} as const satisfies Field;

/** The server's key for the ID is `rowId`. */
const ROW_FORM = {
	text: 'title',
	properties: [...Object.keys(rowShape), 'section', 'rows'],
	names: { id: 'rowId' },
};

const rowsOfSection = dataList(row, ROW_FORM).superRefine(checkRows);

const rowsUnderHeading = z
	.object({ ...rowShape, section: optionalText, rows: rowsOfSection.optional() })
	.transform(({ section, rows: inner, ...own }) =>
		inner === undefined
			? { heading: section, rows: [withRowId(own)] }
			: { heading: own.title, rows: inner },
	);

const rowDataInput = dataList(rowsUnderHeading, ROW_FORM)
	.transform((groups) => {
		const sections = new Map<string, Row[]>();
		for (const { heading = '', rows: more } of groups) {
			sections.set(heading, [...(sections.get(heading) ?? []), ...more]);
		}
		return [...sections].map(([title, all]) => ({ title, rows: all }));
	})
	.superRefine(checkSections);

/** Polls can't mention people. */
const mentionsShown = { displayOptions: { hide: { '/sendAs': ['poll'] } } } as const;

const NOT_IN_NEW_LISTS = 'Lists of Evolution API 2.4 or newer cannot mention anyone.';

export const sendList = defineOperation({
	name: 'Send List',
	value: 'sendList',
	action: 'Send a list to choose from by WhatsApp',
	description: 'Send a message with a button that opens a list to choose from',
	request: { method: 'POST', path: '/message/sendList/{instance}', idempotent: false },
	fields: [
		instanceField,
		interactiveNotice,
		recipient,
		sendAs,
		textField('Title', 'title', {
			required: true,
			placeholder: 'e.g. What can we do for you?',
			description: 'Heading of the message, as plain text',
		}),
		textField('Description', 'description', {
			mayBeEmpty: true,
			typeOptions: { rows: 2 },
			placeholder: 'e.g. Choose one of our services.',
			description: 'Text below the title',
		}),
		textField('Button Text', 'buttonText', {
			required: true,
			placeholder: 'e.g. Choose',
			description: 'Text of the button that opens the list',
		}),
		textField('Footer', 'footer', {
			mayBeEmpty: true,
			placeholder: 'e.g. Open 9 am – 6 pm',
			description:
				'Small text at the end of the message. Required for a WHATSAPP-BUSINESS instance.',
		}),
		rowSource,
		sectionsField,
		rowData,
		optionsField(
			{
				...messageOptions.messageId,
				displayOptions: { hide: { '/sendAs': ['interactive'] } },
			},
			deliveryReceiptForSendAs,
			{
				...messageOptions.mentions,
				...mentionsShown,
				description: `${messageOptions.mentions.description}. ${NOT_IN_NEW_LISTS}`,
			},
			messageOptions.replyTo,
			messageOptions.typingIndicator,
		),
		bulkSending,
	],
	input: z
		.object({
			recipient: recipientInput,
			sendAs: sendAsInput,
			title: text,
			description: optionalText,
			buttonText: text,
			footer: optionalText,
			listSource: listSourceInput,
			sections: sectionsInput.optional(),
			listData: rowDataInput.optional(),
			options: collectionInput(optionShapes.all),
		})
		.transform(({ listSource: source, listData: data, sections: fields, ...input }, context) => {
			const list = chosenList({ source, fields, data, name: 'sections' }, context);
			// The server requires a heading for each section.
			const sections = list.map(({ title, rows }) => ({
				title: title || input.buttonText,
				rows,
			}));
			return { ...input, sections };
		})
		.superRefine(({ sendAs: form, title, description, sections }, context) => {
			if (form === 'poll') checkPoll({ title, description, ...plainSections(sections) }, context);
		}),
	example: {
		recipient: '5511988887777',
		title: 'What can we do for you?',
		description: 'Choose one',
		buttonText: 'Choose',
		footer: 'Open 9 am – 6 pm',
		sections: {
			section: [
				{
					title: 'Orders',
					rows: {
						row: [
							{ title: 'Where is my order?', rowId: 'track' },
							{ title: 'Return', rowId: 'return' },
						],
					},
				},
			],
		},
	},
	async run({ sendAs: form, recipient: number, sections, options, ...message }, call) {
		const plain = { ...message, ...plainSections(sections) };
		return await sendInForm(call, plain, { form, number, options });
	},
	// The server insists on a footer, but accepts an empty one.
	body: ({ recipient: number, footer: footerText = '', options, ...list }) => ({
		number,
		footerText,
		title: list.title,
		description: list.description,
		buttonText: list.buttonText,
		sections: list.sections,
		...messageOptionsBody({ ...options, messageId: undefined }, list.title),
	}),
	content({ sendAs: form, title, description, buttonText, footer, sections }) {
		const message = { title, description, footer, ...plainSections(sections) };
		const listMessage = { title, description, buttonText, footerText: footer, sections };
		// For a WHATSAPP-BUSINESS instance, the server stores only titles: the message's, the sections' and the rows'.
		const lines = sections.flatMap((section) => [section, ...section.rows]);
		const conversation = [title, ...lines.map((line) => line.title)].join('\n');
		return (
			plainContent(form, message) ?? {
				kind: 'composed',
				typedText: title,
				forms: [{ listMessage }, { conversation }, ...storedPlainForms(message)],
				identity: sections,
			}
		);
	},
	output: simplifySentMessage,
});

interface Section {
	readonly title: string;
	readonly rows: ReadonlyArray<{ readonly title: string; readonly description?: string }>;
}

function plainSections(sections: readonly Section[]): Pick<PlainMessage, 'lines' | 'labels'> {
	let first = 1;
	const blocks = sections.map(({ title, rows }) => {
		const labels = rows.map((row) => [row.title, row.description].filter(Boolean).join(' – '));
		const block = numberLines(labels, first);
		first += rows.length;
		return sections.length > 1 ? `*${title}*\n${block}` : block;
	});
	const labels = sections.flatMap(({ rows }) => rows.map(({ title }) => title));
	return { labels, lines: blocks.join('\n\n') };
}
