import { type IDataObject, jsonParse } from 'n8n-workflow';

import {
	asRecord,
	asRecords,
	asTexts,
	firstText,
	isRecord,
	textOrNull,
	withoutNulls,
} from '../../core/values/answer';
import { sanitize } from '../../core/values/sanitize';
import type { MessageKind } from '../messageKinds';
import { flowDetails, isOrderFlow, isPaymentFlow, offerDetails, productDetails } from './shopping';

// Reads messages of businesses (texts with a heading, a footer and buttons; lists; templates; the flows behind their buttons),
// and people's choices and answers.

const LONGEST_FORM = 100_000;

function parseParameters(json: unknown): IDataObject {
	const text = textOrNull(json);
	if (text === null || text.length > LONGEST_FORM) return {};
	const parameters = jsonParse<unknown>(text, { fallbackValue: null });
	return isRecord(parameters) ? (sanitize(parameters) as IDataObject) : {};
}

/** Servers require a footer, so some programs send one with invisible characters. */
const visible = (text: unknown): string | null => {
	const content = textOrNull(text);
	return content === null || content.trim() === '' ? null : content;
};

const joinVisible = (...texts: unknown[]): string | null => {
	const lines = texts.flatMap((text) => visible(text) ?? []);
	return lines.length === 0 ? null : [...new Set(lines)].join('\n');
};

const button = (type: string, keys: IDataObject): IDataObject => withoutNulls({ type, ...keys });

const readOldButton = ({ buttonId, buttonText, nativeFlowInfo }: IDataObject): IDataObject => {
	const { name, paramsJson } = asRecord(nativeFlowInfo);
	if (firstText(name) !== null) return readFlowButton({ name, buttonParamsJson: paramsJson });
	return button('reply', {
		text: firstText(asRecord(buttonText).displayText),
		id: firstText(buttonId),
	});
};

function readHydratedButton(record: IDataObject): IDataObject {
	const { quickReplyButton: reply, urlButton: url, callButton: call } = record;
	if (isRecord(reply))
		return button('reply', { text: firstText(reply.displayText), id: firstText(reply.id) });
	if (isRecord(url))
		return button('url', { text: firstText(url.displayText), url: firstText(url.url) });
	const { displayText, phoneNumber } = asRecord(call);
	return button('call', { text: firstText(displayText), phoneNumber: firstText(phoneNumber) });
}

const FLOW_TYPES = new Map([
	['quick_reply', 'reply'],
	['cta_url', 'url'],
	['cta_copy', 'copy'],
	['cta_call', 'call'],
	['single_select', 'list'],
]);

function readFlowButton({ name, buttonParamsJson }: IDataObject): IDataObject {
	const flow = firstText(name) ?? 'unknown';
	const parameters = parseParameters(buttonParamsJson);
	return button(FLOW_TYPES.get(flow) ?? flow, {
		text: firstText(parameters.display_text, parameters.flow_cta, parameters.title),
		id: firstText(parameters.id),
		url: firstText(parameters.url),
		phoneNumber: firstText(parameters.phone_number),
		code: firstText(parameters.copy_code),
	});
}

const readRow = (row: IDataObject): IDataObject => ({
	id: firstText(row.rowId, row.id, row.productId),
	title: firstText(row.title),
	description: visible(row.description),
});

const readSections = (sections: unknown): IDataObject[] =>
	asRecords(sections).map(({ title, rows, products }) => ({
		title: visible(title),
		rows: asRecords(rows ?? products).map(readRow),
	}));

const readCards = (part: IDataObject): IDataObject[] => [
	part,
	...asRecords(asRecord(part.carouselMessage).cards),
];

const readFlows = (part: IDataObject): IDataObject[] =>
	readCards(part).flatMap(({ nativeFlowMessage }) =>
		asRecords(asRecord(nativeFlowMessage).buttons),
	);

const cardText = ({ header, body, footer }: IDataObject): string | null => {
	const { title, subtitle } = asRecord(header);
	return joinVisible(title, subtitle, asRecord(body).text, asRecord(footer).text);
};

export const interactiveText = (part: IDataObject): string | null =>
	joinVisible(...readCards(part).map(cardText));

const findBusinessFlow = (part: IDataObject): IDataObject | undefined =>
	readFlows(part).find(
		({ name }) => isPaymentFlow(textOrNull(name)) || isOrderFlow(textOrNull(name)),
	);

export function interactiveKind(part: IDataObject): MessageKind {
	const name = textOrNull(findBusinessFlow(part)?.name);
	if (isPaymentFlow(name)) return 'payment';
	if (isOrderFlow(name)) return 'order';
	const buttons = readFlows(part);
	return buttons.length === 1 && buttons[0]?.name === 'single_select' ? 'list' : 'buttons';
}

/** Reads the list that a button opens, with the same keys as {@link listDetails}. */
function flowList(
	{ header, body, footer }: IDataObject,
	flows: readonly IDataObject[],
): IDataObject {
	const parameters = flows
		.map(({ buttonParamsJson }) => parseParameters(buttonParamsJson))
		.filter(({ sections }) => Array.isArray(sections));
	if (parameters.length === 0) return {};
	return {
		list: {
			title: visible(asRecord(header).title),
			description: visible(asRecord(body).text),
			footer: visible(asRecord(footer).text),
			button: visible(parameters[0]?.title),
			sections: parameters.flatMap(({ sections }) => readSections(sections)),
		},
	};
}

/** Returns `buttons`, `list`, `product`, `offer`, `flow: { name, parameters }`, and the payment or order */
export function interactiveDetails(part: IDataObject): IDataObject {
	const flows = readFlows(part);
	const business = findBusinessFlow(part);
	const { productMessage } = asRecord(part.header);
	const details = {
		buttons: flows.map(readFlowButton),
		...flowList(part, flows),
		...(isRecord(productMessage) ? productDetails(productMessage) : {}),
		...offerDetails(parseParameters(asRecord(part.nativeFlowMessage).messageParamsJson)),
	};
	if (business === undefined) return details;
	const name = firstText(business.name);
	const parameters = parseParameters(business.buttonParamsJson);
	return { ...details, flow: { name, parameters }, ...flowDetails(name, parameters) };
}

export const buttonsText = (part: IDataObject): string | null =>
	joinVisible(part.text, part.headerText, part.contentText, part.footerText);

export const buttonsDetails = (part: IDataObject): IDataObject => ({
	buttons: asRecords(part.buttons).map(readOldButton),
});

export const listText = (part: IDataObject): string | null =>
	joinVisible(part.title, part.description, part.footerText);

export const listDetails = (part: IDataObject): IDataObject => ({
	list: {
		title: visible(part.title),
		description: visible(part.description),
		footer: visible(part.footerText),
		button: visible(part.buttonText),
		sections: [
			...readSections(part.sections),
			...readSections(asRecord(part.productListInfo).productSections),
		],
	},
});

const filledTemplate = (part: IDataObject): IDataObject =>
	asRecord(part.hydratedTemplate ?? part.hydratedFourRowTemplate);

/** WhatsApp's oldest format often contains the inserted values, but not the text around them. */
export function oldTemplateText({
	hydratedHsm,
	params,
	localizableParams,
}: IDataObject): string | null {
	const values = asRecords(localizableParams).map((value) => value.default);
	return templateText(asRecord(hydratedHsm)) ?? joinVisible(...asTexts(params), ...values);
}

export function templateText(part: IDataObject): string | null {
	const { interactiveMessageTemplate } = part;
	const values = filledTemplate(part);
	return firstText(
		joinVisible(values.hydratedTitleText, values.hydratedContentText, values.hydratedFooterText),
		interactiveText(asRecord(interactiveMessageTemplate)),
		unfilledTemplateText(asRecord(part.fourRowTemplate)),
		// WHATSAPP-BUSINESS instances have the text in this key.
		part.text,
	);
}

const unfilledTemplateText = (rows: IDataObject): string | null =>
	joinVisible(
		...[rows.highlyStructuredMessage, rows.content, rows.footer]
			.filter(isRecord)
			.map(oldTemplateText),
	);

export function templateDetails(part: IDataObject): IDataObject {
	const { interactiveMessageTemplate } = part;
	if (isRecord(interactiveMessageTemplate)) return interactiveDetails(interactiveMessageTemplate);
	const buttons = asRecords(filledTemplate(part).hydratedButtons);
	return { buttons: buttons.map(readHydratedButton) };
}

export const readHeader = (field: string, part: IDataObject): IDataObject => {
	if (field === 'templateMessage') {
		const { interactiveMessageTemplate } = part;
		return isRecord(interactiveMessageTemplate)
			? asRecord(interactiveMessageTemplate.header)
			: filledTemplate(part);
	}
	return field === 'interactiveMessage' ? asRecord(part.header) : part;
};

export const buttonAnswer = (part: IDataObject): IDataObject => ({
	buttonId: firstText(part.selectedButtonId),
});

export const templateAnswer = (part: IDataObject): IDataObject => ({
	buttonId: firstText(part.selectedId),
});

export const listAnswer = ({
	title,
	description,
	singleSelectReply,
}: IDataObject): IDataObject => ({
	rowId: firstText(asRecord(singleSelectReply).selectedRowId),
	...withoutNulls({ rowDescription: visible(title) === null ? null : visible(description) }),
});

export function interactiveAnswer(part: IDataObject): IDataObject {
	const flow = asRecord(part.nativeFlowResponseMessage);
	const parameters = parseParameters(flow.paramsJson);
	return {
		buttonId: firstText(parameters.id),
		answer: { name: firstText(flow.name), parameters },
	};
}

/** Some phones put the label only into the parameters. */
export function interactiveAnswerText(part: IDataObject): string | null {
	const { paramsJson } = asRecord(part.nativeFlowResponseMessage);
	const parameters = parseParameters(paramsJson);
	return visible(asRecord(part.body).text) ?? firstText(parameters.display_text, parameters.title);
}
