import type { Json } from '../../../core/data';
import { HttpError } from '../../../core/answers';
import { failed } from '../../core/answers';
import { checkFormattedNumber } from '../../core/numberChecks';
import { bodyOf, type GoCall, type InstanceGoRoute } from '../../core/route';
import type { BodyOf } from '../../core/struct';
import { useClient } from '../../life/useClient';
import { isConnected } from '../../state/goInstance';
import { isLookedUp } from '../../sending/target';
import { toGo } from '../../messages/protobuf';
import { addressed, NEEDS_NUMBER } from '../../sending/common';
import {
	eraOf,
	headedText,
	messageParameters,
	sendBare,
	sendForgetful,
	sendWrapped,
} from '../../sending/interactive';

const struct = {
	name: 'ListStruct',
	fields: {
		...addressed,
		title: 'string',
		description: 'string',
		buttonText: 'string',
		footerText: 'string',
		sections: [
			{
				name: 'Section',
				fields: {
					title: 'string',
					rows: [
						{ name: 'Row', fields: { title: 'string', description: 'string', rowId: 'string' } },
					],
				},
			},
		],
	},
} as const;

type Body = BodyOf<typeof struct>;

function asButton({ buttonText, sections }: Body): string {
	return JSON.stringify({
		title: buttonText,
		sections: sections.map(({ title, rows }) => ({
			title,
			rows: rows.map((row) => ({
				title: row.title,
				description: row.description,
				id: row.rowId,
			})),
		})),
	});
}

const viewOnceMessage = (body: Body): Json => ({
	viewOnceMessage: {
		message: toGo({
			interactiveMessage: {
				body: { text: headedText(body.title, body.description) },
				footer: { text: body.footerText },
				nativeFlowMessage: {
					buttons: [{ name: 'single_select', buttonParamsJson: asButton(body) }],
					messageParamsJson: messageParameters(),
				},
			},
		}),
	},
});

const SINGLE_SELECT = 1;

/** A missing title becomes a space, and a row without an ID gets its position. */
const listOf = ({ title, description, buttonText, footerText, sections }: Body): Json => ({
	title,
	description,
	buttonText,
	footerText,
	listType: SINGLE_SELECT,
	sections: sections.map((section) => ({
		title: section.title || ' ',
		rows: section.rows.map((row, index) => ({
			title: row.title || ' ',
			description: row.description,
			rowId: row.rowId || `row_${index}_${index}`,
		})),
	})),
});

/**
 * If the number must be looked up, the server starts a missing client from 0.7.0 on (send_service.go:530). If the number needs
 * no look-up, a missing client is an error (send_service.go:2351).
 */
async function useClientForCheck(call: GoCall, number: string): Promise<void> {
	if (!isLookedUp(call, number)) {
		const { instance, go } = call;
		if (!go.client) throw failed('client is nil');
		if (!isConnected(instance, go)) throw failed('websocket not connected');
		return;
	}
	try {
		await useClient(call);
	} catch (error) {
		if (!(error instanceof HttpError)) throw error;
		const { error: text } = error.answer.body as { error: string };
		throw failed(`failed to connect client: ${text}`);
	}
}

/** The server accepts lists, but real phones don't show them. The simulator's phones do. */
export const sendList: InstanceGoRoute = {
	method: 'POST',
	path: '/send/list',
	key: 'instance',
	numbers: checkFormattedNumber,
	async run(call) {
		const body = bodyOf(call, struct, [
			NEEDS_NUMBER,
			['title', 'title is required'],
			['description', 'description is required'],
			['footerText', 'footer is required'],
			['buttonText', 'button text is required'],
		]);
		const era = eraOf(call);
		await (era === 'viewOnce' ? useClient(call) : useClientForCheck(call, body.number));
		const listMessage = listOf(body);
		const kind = { type: 'ListMessage', messageType: 'listMessage' };
		if (era === 'wrapped') return await sendWrapped(call, body, { ...kind, part: listMessage });
		const message = era === 'plain' ? toGo({ listMessage }) : viewOnceMessage(body);
		const send = era === 'plain' ? sendForgetful : sendBare;
		const { messageType, type } = kind;
		return await send(call, body, { messageType, kept: { listMessage }, sent: { type, message } });
	},
};
