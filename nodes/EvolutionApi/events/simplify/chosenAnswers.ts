import { jsonParse, type IDataObject } from 'n8n-workflow';

import type { Said } from '../../core/server/delivery';
import { isRecord, recordOf } from '../../core/values/answer';
import { cleaned } from '../../core/values/cleaned';
import { firstText, listOf, numberOrNull, textsOf } from '../../core/values/loose';

// Polls, reactions, and what people choose in buttons and lists.

/** `poll: { options, selectableCount }`; the question is the text. */
export const pollDetails = (part: IDataObject): IDataObject => ({
	poll: {
		options: listOf(part.options).flatMap((option) => firstText(recordOf(option).optionName) ?? []),
		selectableCount: numberOrNull(part.selectableOptionsCount),
	},
});

/**
 * What was voted for; none: the vote was taken back. Null if the server does not tell. Options that it could not decrypt
 * are bytes, which are left out.
 */
export function optionsIn({ vote }: IDataObject): string[] | null {
	const { selectedOptions } = recordOf(vote);
	return selectedOptions === null ? null : textsOf(selectedOptions);
}

/** `selectedOptions`, `targetMessageId` (the poll), `pollResults` */
export const pollVote = (part: IDataObject, { votes = [] }: Pick<Said, 'votes'>): IDataObject => ({
	targetMessageId: firstText(recordOf(part.pollCreationMessageKey).id),
	selectedOptions: optionsIn(part),
	pollResults: votes,
});

/** `targetMessageId`, `reaction: { emoji, isRemoved }` */
export function reactionDetails(part: IDataObject): IDataObject {
	const emoji = firstText(part.text);
	return {
		targetMessageId: firstText(recordOf(part.key).id),
		reaction: { emoji, isRemoved: emoji === null },
	};
}

export const buttonAnswer = (part: IDataObject): IDataObject => ({
	buttonId: firstText(part.selectedButtonId),
});

export const templateAnswer = (part: IDataObject): IDataObject => ({
	buttonId: firstText(part.selectedId),
});

export const listAnswer = (part: IDataObject): IDataObject => ({
	rowId: firstText(recordOf(part.singleSelectReply).selectedRowId),
});

/** In characters; longer than any form that a person can fill in. */
const LONGEST_FORM = 100_000;

/** `buttonId`, and `answer: { name, parameters }`: what was chosen or filled in, as WhatsApp sends it */
export function interactiveAnswer(part: IDataObject): IDataObject {
	const flow = recordOf(part.nativeFlowResponseMessage);
	const json = firstText(flow.paramsJson) ?? '';
	const filled =
		json === '' || json.length > LONGEST_FORM
			? null
			: jsonParse<unknown>(json, { fallbackValue: null });
	const parameters = isRecord(filled) ? (cleaned(filled) as IDataObject) : {};
	return {
		buttonId: firstText(parameters.id),
		answer: { name: firstText(flow.name), parameters },
	};
}
