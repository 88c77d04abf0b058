import type { IDataObject } from 'n8n-workflow';

import { fetchState } from '../../server/ask/instances';
import { inParallel } from '../../core/concurrency/limiter';
import { emptyIfNotFound, undefinedIfRefused } from '../../errors/failure';
import { explainStatusCode } from '../../server/words/connectionEnds';
import { makeRowState, readOwner, readRowState } from '../../server/words/keys';
import { defineOperation, type Call } from '../../table/operation';
import { asRecord, asRecords, textOrNull } from '../../core/values/answer';
import { parseAddress } from '../../core/values/addresses';
import {
	collectionInput,
	listFilters,
	optionsField,
	textField,
	toggle,
} from '../../fields/fieldKinds';
import { flag } from '../../core/input/checks';
import { optionalText } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { listFields, simplify } from '../../fields/reads';

const phoneNumberOf = (row: IDataObject) =>
	parseAddress(readOwner(row)).phoneNumber ?? textOrNull(row.number);

const readDisconnection = ({ disconnectionAt, disconnectionReasonCode: code }: IDataObject) => ({
	disconnectedAt: textOrNull(disconnectionAt),
	disconnectionCode: typeof code === 'number' ? code : null,
	disconnectionReason: typeof code === 'number' ? explainStatusCode(code) : null,
});

function simplifyInstance(item: IDataObject): IDataObject {
	const counts = asRecord(item._count);
	return {
		name: item.name,
		id: item.id,
		state: readRowState(item) as string,
		integration: item.integration,
		jid: textOrNull(readOwner(item)),
		profileName: item.profileName,
		phoneNumber: phoneNumberOf(item),
		...readDisconnection(item),
		messages: Number(counts.Message ?? 0),
		contacts: Number(counts.Contact ?? 0),
		chats: Number(counts.Chat ?? 0),
		...(item.token === undefined ? {} : { token: item.token }),
	};
}

const STATES_AT_ONCE = 10;

/**
 * Replaces the state in the server's record of an instance. The recorded state may be outdated: "connecting" forever after the
 * last QR code, "close" before the first QR code, and "open" while the instance reconnects.
 */
async function withTrueState(
	row: IDataObject,
	{ context, connection }: Call,
): Promise<IDataObject> {
	const name = textOrNull(row.name);
	if (row.integration !== 'WHATSAPP-BAILEYS' || name === null) return row;
	const state = await fetchState({ context, connection, instance: name }).catch(undefinedIfRefused);
	return { ...row, ...makeRowState(state ?? readRowState(row)) };
}

/** `GET /instance/fetchInstances`: lists all instances; with an instance key, only the key's instance. */
export const getManyInstances = defineOperation({
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many WhatsApp instances',
	description: 'Get the instances of the server with their state',
	request: { method: 'GET', path: '/instance/fetchInstances', reads: true },
	fields: [
		...listFields,
		listFilters(
			textField('Instance ID', 'instanceId', {
				placeholder: 'e.g. 4f0c3b1e-5a67-4c0f-9c55-0b8a3f6d2e71',
				description: 'Only the instance with this ID',
			}),
			textField('Instance Name', 'instanceName', {
				placeholder: 'e.g. support',
				description: 'Only the instance with this name',
			}),
			textField('Phone Number', 'number', {
				placeholder: 'e.g. 5511988887777',
				description: 'Only the instance that was created with this number',
			}),
		),
		optionsField(
			toggle(
				'Include API Keys',
				'includeApiKeys',
				'Whether the output includes the keys and passwords of the instances. The node hides them otherwise.',
			),
		),
		simplify,
	],
	input: {
		filters: collectionInput({
			instanceId: optionalText,
			instanceName: optionalText,
			number: optionalText,
		}),
		options: collectionInput({ includeApiKeys: flag }),
	},
	query: ({ filters }) => ({ ...filters }),
	async run(_input, call) {
		const rows = asRecords(await call.ask().catch(emptyIfNotFound)).slice(0, call.limit);
		const output = [...rows];
		await inParallel(call.context, STATES_AT_ONCE, [...rows.entries()], async ([index, row]) => {
			output[index] = await withTrueState(row, call);
			return true;
		});
		return output;
	},
	simplify: simplifyInstance,
	secrets: {
		keys: ['token', 'password', 'wavoipToken'],
		isShown: ({ options }) => options?.includeApiKeys === true,
	},
});

/** `DELETE /instance/delete/{instance}`. The name becomes free a moment later. */
export const deleteInstance = defineOperation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete a WhatsApp instance',
	description: 'Disconnect the account and delete the instance with all its data',
	request: { method: 'DELETE', path: '/instance/delete/{instance}', idempotent: false },
	fields: [instanceField],
	output: (_answer, _input, instanceName) => ({ deleted: true, instanceName }),
});
