import { badRequest, created, HttpError } from '../core/answers';
import { sentId } from '../core/ids';
import type { Json } from '../core/data';
import type { Answer, InstanceCall } from '../core/types';
import { asNumber, asString, optionalString, without } from '../core/values';
import type { Instance } from '../state/instance';
import type { Media, MessageKey } from '../state/message';
import { isAtLeast } from '../state/config';
import type { State } from '../state/state';
import { scheduleDelivery } from './acks';
import { contextFor } from './context';
import { isGroupJid, reachable } from './numbers';
import { asSent, newMessage } from './record';

/** A send route's message; `context` is the complete `contextInfo`. */
export interface Content {
	messageType: string;
	message: Json;
	contextInfo?: Json | null;
	media?: Media;
	/** additional keys in the `key` of the answer */
	key?: Partial<MessageKey>;
}

type Build = (context: Json, jid: string) => Content | Promise<Content>;

const OWN_NAME = 'Você';

/** Throws the server's errors for sending without a connection: the texts of JavaScript errors, with status 400. */
export function checkConnection(instance: Instance): void {
	if (!instance.hasClient) {
		throw badRequest("TypeError: Cannot read properties of undefined (reading 'sendMessage')");
	}
	if (isUnlinked(instance)) {
		throw badRequest("TypeError: Cannot read properties of undefined (reading 'id')");
	}
	if (instance.state !== 'open') throw badRequest('Error: Connection Closed');
}

/** Tells whether the instance isn't linked to a phone: while it shows QR codes, and after they have expired. */
export const isUnlinked = ({ paired, state, rowSaysConnecting }: Instance): boolean =>
	!paired && (state === 'connecting' || rowSaysConnecting);

/** Throws for a person who isn't on WhatsApp, and for a group that the account isn't in. */
export function findTarget({ state, instance }: InstanceCall, number: string): string {
	const jid = reachable(state.config, number);
	if (isGroupJid(jid)) {
		checkConnection(instance);
		// The server formats its own "Group not found" error incorrectly.
		if (!instance.groups.has(jid)) throw badRequest('[object Object]');
	}
	return jid;
}

export const MENTIONS = ['mentioned', 'mentionsEveryOne'];

/** For mentioning everyone, 2.4 needs `true`; earlier versions accept any truthy value. */
function readBody({ state, body }: InstanceCall, ignored: readonly string[]): Json {
	const isOff = isAtLeast(state.config, '2.4.0') && body.mentionsEveryOne !== true;
	const keys = isOff ? [...ignored, 'mentionsEveryOne'] : ignored;
	return without(body, ...keys);
}

/**
 * The steps: target, connection, delay, quote and mentions, store, webhook, ticks.
 * @param ignored options that the server doesn't read for this message
 */
export async function sendBaileys(
	call: InstanceCall,
	build: Build,
	ignored: readonly string[] = [],
): Promise<Answer> {
	const { state, instance } = call;
	const body = readBody(call, ignored);
	const jid = findTarget(call, asString(body.number));
	checkConnection(instance);
	await state.sleep(asNumber(body.delay));
	checkConnection(instance);
	let context: Json;
	try {
		context = contextFor(body, instance, jid);
	} catch (error) {
		throw badRequest(String(error));
	}
	const content = await build(context, jid);
	return deliver(state, instance, jid, { ...content, id: chosenId(state, body) });
}

function chosenId({ config }: State, body: Json): string | undefined {
	return isAtLeast(config, '2.4.0') ? optionalString(body.messageId) : undefined;
}

/** The server's error if it can't store a message that it has just sent. */
const STORE_FAILURE = [
	'PrismaClientKnownRequestError: ',
	'Invalid `this.prismaRepository.message.create()` invocation in',
	'/evolution/dist/main.js:2460:57',
	'',
	'→ 2460   const msg = await this.prismaRepository.message.create(',
	"Can't reach database server at 10.0.0.7:5432",
].join('\n');

/** Only for instances with Baileys can a server be configured not to store messages. */
export const keepsRows = ({ config }: State, { integration }: Instance) =>
	config.storesMessages || integration !== 'WHATSAPP-BAILEYS';

export function deliver(
	state: State,
	instance: Instance,
	jid: string,
	{ id = sentId(), key, ...content }: Content & { id?: string },
): Answer {
	const message = newMessage(instance, {
		at: state.now(),
		...content,
		key: { remoteJid: jid, fromMe: true, id, ...key },
		sender: instance.ownerJid ?? '',
		pushName: OWN_NAME,
		source: 'web',
		isStored: keepsRows(state, instance),
		status: 'PENDING',
	});
	if (state.config.storeFails) throw badRequest(STORE_FAILURE);
	instance.messages.add(message);
	const data = asSent(message);
	state.emit({ instance, event: 'send.message', data, messageId: message.key.id });
	state.changed({ type: 'message', instance: instance.name, chat: jid, id: message.key.id });
	scheduleDelivery(state, instance, message);
	return created(data);
}

/** On a channel without a handler, the server rejects the request. */
export interface Channels {
	baileys?: (call: InstanceCall) => Answer | Promise<Answer>;
	business?: (call: InstanceCall) => Answer | Promise<Answer>;
	evolution?: (call: InstanceCall) => Answer | Promise<Answer>;
}

export const perChannel =
	(channels: Channels) =>
	(call: InstanceCall): Answer | Promise<Answer> => {
		const choice = {
			'WHATSAPP-BAILEYS': [channels.baileys, 'Method not available in the Baileys service'],
			'WHATSAPP-BUSINESS': [channels.business, 'Method not available on WhatsApp Business API'],
			EVOLUTION: [channels.evolution, 'Method not available on Evolution Channel'],
		} as const;
		const [handler, text] = choice[call.instance.integration];
		if (handler) return handler(call);
		throw new HttpError(badRequest(text).answer);
	};
