import { isObject, without } from '../core/values';
import type { Json } from '../core/data';
import { type Config, isAtLeast } from '../state/config';
import type { NewMessage } from './record';

/** Of these, servers before 2.3.0 keep a `contextInfo` only where it says something. */
const BARE = ['conversation', 'stickerMessage', 'audioMessage', 'pollCreationMessageV3'];
/** Those of later servers have these always. */
const ALWAYS = ['groupMentions', 'ephemeralSettingTimestamp', 'disappearingMode'];

const isLong = (value: Json) => 'low' in value && 'unsigned' in value;

/** As the protocol library writes JSON: bytes as base64, large numbers as texts, nothing for empty lists. */
function plain(value: unknown): unknown {
	if (Buffer.isBuffer(value)) return value.toString('base64');
	if (Array.isArray(value)) return value.map(plain);
	if (!isObject(value)) return value;
	if (isLong(value)) return String(value.low);
	return Object.fromEntries(
		Object.entries(value)
			.filter(([key, entry]) => !ALWAYS.includes(key) && !(Array.isArray(entry) && !entry.length))
			.map(([key, entry]) => [key, named(key, entry)]),
	);
}

/** What the library has another form for, by its name. */
function named(key: string, value: unknown): unknown {
	if (key === 'senderTimestampMs') return String(value);
	if (key === 'listType') return 'PRODUCT_LIST';
	return plain(value);
}

/** That server has no library for pictures, so what it sends itself has no size and no thumbnail. */
function withoutSize(value: Json): Json {
	const small = without(value, 'height', 'width', 'jpegThumbnail');
	return Object.fromEntries(
		Object.entries(small).map(([key, entry]) => [
			key,
			isObject(entry) ? withoutSize(entry) : entry,
		]),
	);
}

function withoutContext(part: unknown): unknown {
	if (!isObject(part)) return part;
	const isEmpty = Object.keys(Object(part.contextInfo)).length === 0;
	return isEmpty ? without(part, 'contextInfo') : part;
}

/** A message as the server's version has it: before 2.3.0 other ids, names, sources and types. */
export function forVersion(config: Config, given: NewMessage): NewMessage {
	if (isAtLeast(config, '2.3.0')) return given;
	const { messageType, key } = given;
	let message = plain(given.message) as Json;
	if (key.fromMe) message = withoutSize(message);
	let contextInfo = plain(given.contextInfo) as Json | null | undefined;
	if (messageType.startsWith('pollCreation')) {
		contextInfo ??= {};
		message.messageContextInfo = withoutContext(message.messageContextInfo);
	}
	if (BARE.includes(messageType) && Object.keys(contextInfo ?? {}).length === 0) {
		contextInfo = null;
		message = Object.fromEntries(
			Object.entries(message).map(([name, part]) => [name, withoutContext(part)]),
		);
	}
	const isApi = given.source === 'web' && messageType !== 'viewOnceMessage';
	return {
		...given,
		key: isApi ? { ...key, id: key.id.padEnd(40, key.id.slice(4)) } : key,
		pushName: key.fromMe ? '' : given.pushName,
		message,
		contextInfo,
		source: isApi ? 'unknown' : given.source,
	};
}
