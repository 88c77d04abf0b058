import { fillRoute, queryString } from '../../core/http/route';
import { StreamedForm } from '../../core/input/inputFile';
import { asRecord } from '../../core/values/answer';
import type { Caller, Connection, TableEntry, TableRequest, ServerAdapter } from '../adapter';
import { trySend } from '../request';
import { refuseFile } from './fileLimits';
import { EXPLANATIONS, isRefusal } from '../../errors/evolutionApi/explanations';
import { evolutionDeliveries } from './deliveries';
import { refuseForMeta, refuseTemplates } from './metaLimits';
import { evolutionStore } from './store';
import { evolutionSockets, evolutionWebhook } from './webhook';
import { checkKeys, identify, keepsFiles, ownJid, readRecord, fetchVersion } from './instances';

const NEAREST: Readonly<Record<string, string>> = {
	'channel.getMany': 'Chat → Get Channels lists the channels from which the server has messages.',
	channel: 'Message → Send Text can write to a channel by its JID.',
};

function nearestOnEvolution({ resource, operation }: TableEntry): string {
	const nearest = NEAREST[`${resource}.${operation}`] ?? NEAREST[resource];
	const only = 'Only Evolution Go has this operation: choose Evolution Go as Authentication.';
	return nearest === undefined ? only : `${only} With Evolution API: ${nearest}`;
}

/**
 * @throws {InputProblem} if the server or Meta would reject the message
 * @throws {RequestFailure} if the server is too old for the message
 */
async function refuseUnsendable(
	context: Caller,
	connection: Connection,
	request: TableRequest,
): Promise<void> {
	if (!request.route.startsWith('/message/send')) return;
	const { body } = request;
	const fields = body instanceof StreamedForm ? Object.fromEntries(body.entries()) : asRecord(body);
	await refuseFile(context, connection, fields);
	await refuseForMeta(context, connection, request, fields);
}

/** Evolution API, 2.3 and newer. */
export const evolutionApi: ServerAdapter = {
	kind: 'evolutionApi',
	name: 'Evolution API',

	can: ({ request }) => request.onlyOn === undefined,
	nearest: nearestOnEvolution,
	check: refuseUnsendable,
	async ask(context, connection, request) {
		await refuseUnsendable(context, connection, request);
		const { instance = '', route } = request;
		if (route.startsWith('/template/')) await refuseTemplates({ context, connection, instance });
		const path = fillRoute(request.route, request.parameters) + queryString(request.query);
		return await trySend(context, connection, { ...request, path });
	},
	/** Routes of an instance end with its name, and have at least three parts. Routes for the whole server have at most two. */
	namesOther: (segments, instance) => segments.length > 2 && segments.at(-1) !== instance,
	send: trySend,

	explanations: EXPLANATIONS,
	isRefusal,
	version: fetchVersion,
	identify,
	checkKeys,

	linking: {
		showsCodeWhileConnecting: false,
		refusedByPhone:
			'If the phone says that it could not link the device, or asks for a passkey, scanning again does not help: Evolution API up to 2.4.0-rc2 can neither link most new devices since July 2026 (companion_reg_refresh) nor answer a passkey. Use a server whose WhatsApp library (Baileys) was patched for it.',
		pinnedVersion: 'CONFIG_SESSION_PHONE_VERSION',
	},
	readRecord,
	ownJid,
	keepsFiles,

	deliveries: evolutionDeliveries,
	webhook: evolutionWebhook,
	sockets: evolutionSockets,
	store: evolutionStore,
};
