import { jsonParse } from 'n8n-workflow';

import { isRecord, recordOf } from '../values/answer';
import { firstText, textsOf } from '../values/loose';
import { unwrap } from './unwrap';

// The texts of a message that the server keeps, as WhatsApp writes it.

/** What a person wrote, or the label of what they pressed, chose or voted for; `''` if it is neither. */
export function writtenIn(content: unknown): string {
	const { message } = unwrap(content);
	const pressed = recordOf(message.buttonsResponseMessage ?? message.templateButtonReplyMessage);
	const interactive = recordOf(message.interactiveResponseMessage);
	return (
		firstText(
			message.conversation,
			recordOf(message.extendedTextMessage).text,
			pressed.selectedDisplayText,
			recordOf(message.listResponseMessage).title,
			recordOf(interactive.body).text,
			...labelsIn(recordOf(interactive.nativeFlowResponseMessage).paramsJson),
			textsOf(recordOf(recordOf(message.pollUpdateMessage).vote).selectedOptions).join(', '),
		) ?? ''
	);
}

/** A phone may write the label of a button here alone. */
function labelsIn(paramsJson: unknown): unknown[] {
	if (typeof paramsJson !== 'string') return [];
	const params = recordOf(jsonParse<unknown>(paramsJson, { fallbackValue: undefined }));
	return [params.display_text, params.title, params.id];
}

/** Keys of what whoever gets a message can read. */
const SHOWN = [
	'caption',
	'contentText',
	'conversation',
	'description',
	'footer',
	'footerText',
	'hydratedContentText',
	'hydratedFooterText',
	'hydratedTitleText',
	'name',
	'text',
	'title',
];

/** What is quoted in it is not part of it. */
const QUOTED = 'contextInfo';

/** WhatsApp never nests them this deep. */
const MOST_LEVELS = 20;

/** All that can be read in a message: text, caption, heading, footer. */
export function textsIn(content: unknown, level = 0): string[] {
	if (level > MOST_LEVELS) return [];
	if (Array.isArray(content)) return content.flatMap((entry) => textsIn(entry, level + 1));
	if (!isRecord(content)) return [];
	return Object.entries(content).flatMap(([key, value]) => {
		if (key === QUOTED) return [];
		if (typeof value === 'string') return SHOWN.includes(key) ? [value] : [];
		return textsIn(value, level + 1);
	});
}
