import type { Schema } from 'jsonschema';
import { notEmpty, sendSchema, textSchema } from '../../core/schema';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asList, asObject, asString, compact } from '../../core/values';
import { sendBusiness } from '../../whatsapp/business';
import { badRequest, crashed } from '../../core/answers';
import { isAtLeast } from '../../state/config';
import { MENTIONS, perChannel, sendBaileys } from '../../whatsapp/send';

const row: Schema = {
	type: 'object',
	properties: { title: textSchema, description: textSchema, rowId: textSchema },
	required: ['title', 'rowId'],
	...notEmpty('title', 'description', 'rowId'),
};

const section: Schema = {
	type: 'object',
	properties: {
		title: textSchema,
		rows: { type: 'array', minItems: 1, uniqueItems: true, items: row },
	},
	required: ['title', 'rows'],
	...notEmpty('title'),
};

const sectionsOf = ({ body }: InstanceCall) =>
	asList(body.sections).map((entry) => {
		const { title, rows } = asObject(entry);
		return { title, rows: asList(rows).map(asObject) };
	});

function asText(call: InstanceCall): string {
	const lines = sectionsOf(call).flatMap(({ title, rows }) => [
		title,
		...rows.map((entry) => entry.title),
	]);
	return [call.body.title, ...lines].map((line) => `${asString(line)}\n`).join('');
}

export const sendList: InstanceRoute = {
	method: 'POST',
	path: '/message/sendList/:instanceName',
	guard: 'instance',
	schema: sendSchema(
		{
			title: textSchema,
			description: textSchema,
			footerText: textSchema,
			buttonText: textSchema,
			sections: { type: 'array', minItems: 1, uniqueItems: true, items: section },
		},
		['title', 'footerText', 'buttonText', 'sections'],
	),
	handler: perChannel({
		baileys: (call) =>
			sendBaileys(
				call,
				(contextInfo) => {
					const { title, description, buttonText, footerText } = call.body;
					const listMessage = compact({
						sections: sectionsOf(call),
						title,
						description,
						buttonText,
						listType: 2,
						footerText,
						contextInfo,
					});
					return { messageType: 'listMessage', message: { listMessage }, contextInfo };
				},
				['messageId', ...(isAtLeast(call.state.config, '2.4.0') ? MENTIONS : [])],
			),
		business(call) {
			const sections = sectionsOf(call);
			const titles = sections.map(({ title }) => title);
			if (new Set(titles).size < titles.length) {
				throw badRequest('Section tiles cannot be repeated');
			}
			const rows = sections.flatMap((entry) => entry.rows);
			if (rows.some(({ description }) => description === undefined)) {
				throw crashed("Cannot read properties of undefined (reading 'substring')");
			}
			const message = { conversation: asText(call) };
			return sendBusiness(call, { messageType: 'conversation', message });
		},
	}),
};
