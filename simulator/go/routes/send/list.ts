import { checkFormattedNumber } from '../../core/numberChecks';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import type { BodyOf } from '../../core/struct';
import { useClient } from '../../life/useClient';
import { toGo } from '../../messages/protobuf';
import { addressed, NEEDS_NUMBER } from '../../sending/common';
import { headedText, sendInteractive } from '../../sending/interactive';

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

/** All rows behind one button. */
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

const oldMessage = (body: Body) => ({
	viewOnceMessage: {
		message: toGo({
			interactiveMessage: {
				body: { text: headedText(body.title, body.description) },
				footer: { text: body.footerText },
				nativeFlowMessage: {
					buttons: [{ name: 'single_select', buttonParamsJson: asButton(body) }],
					messageParamsJson: `{"from":"api","templateId":${Date.now()}}`,
				},
			},
		}),
	},
});

/** It is accepted, and real phones do not show it; the phone page does. */
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
		await useClient(call);
		const { title, description, buttonText, footerText, sections } = body;
		const part = { title, description, buttonText, footerText, listType: 2, sections };
		return await sendInteractive(call, body, {
			messageType: 'listMessage',
			kept: { listMessage: part },
			old: { type: 'ListMessage', message: oldMessage(body) },
			now: { type: 'ListMessage', messageType: 'listMessage', part },
		});
	},
};
