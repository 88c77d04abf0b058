import type { IDataObject } from 'n8n-workflow';

import type { Said } from '../../core/server/delivery';
import { unwrap } from '../../core/server/messageContent';
import { isRecord, recordOf, textOrNull } from '../../core/values/answer';
import { firstText } from '../../core/values/loose';
import type { Kind } from './kinds';
import { mediaKeys } from './mediaKeys';
import { messagePartOf, type MessagePart } from './parts';

/** What a message says, whatever it is wrapped in. */
export interface ReceivedContent {
	readonly kind: Kind;
	/** What a person wrote or chose; null if there is nothing to read. */
	readonly text: string | null;
	readonly isViewOnce: boolean;
	/** What it was read from, such as the content of `imageMessage`. */
	readonly part?: MessagePart;
	/** The message that was edited or deleted. */
	readonly target?: IDataObject;
}

/** Types of protocol messages that people cause; the others are exchanged by the devices of an account. */
const REVOKE = [0, 'REVOKE', undefined, null];
const EDIT = [14, 'MESSAGE_EDIT'];

/**
 * @param isEdit whether this is the new version of an edited message, which cannot contain another edit
 */
export function receivedContentOf(said: Said, isEdit = false): ReceivedContent {
	const { message, isViewOnce } = unwrap(said.content);
	if (isRecord(message.protocolMessage) && !isEdit) return protocolContent(message.protocolMessage);
	const plain = textOrNull(message.conversation);
	if (plain !== null) return { kind: 'text', text: plain, isViewOnce };
	const part = messagePartOf(message, said.type);
	if (part === undefined) return { kind: kindByType(said), text: null, isViewOnce };
	const { reader, content } = part;
	const kind = typeof reader.kind === 'string' ? reader.kind : reader.kind(content);
	const spoken = reader.isMedia ? said.spoken : undefined;
	return {
		kind,
		text: firstText(reader.text?.(content), spoken),
		isViewOnce: isViewOnce || content.viewOnce === true,
		part,
	};
}

const kindByType = ({ type }: Said): Kind =>
	type === 'conversation' || type === 'extendedTextMessage' ? 'text' : 'unknown';

/** An edit has the new message in it, a deletion only the key of the old one. */
function protocolContent(protocol: IDataObject): ReceivedContent {
	const target = recordOf(protocol.key);
	const type = protocol.type;
	if (EDIT.some((edit) => edit === type) || isRecord(protocol.editedMessage)) {
		const { text, part } = receivedContentOf({ content: protocol.editedMessage }, true);
		return { kind: 'edited', text, isViewOnce: false, part, target };
	}
	const isRevoke = REVOKE.some((revoke) => revoke === type) && firstText(target.id) !== null;
	return { kind: isRevoke ? 'deleted' : 'system', text: null, isViewOnce: false, target };
}

/** Further keys of the item, for its kind. */
export function detailsOf({ part }: ReceivedContent, said: Said): IDataObject {
	return part?.reader.details?.(part.content, said) ?? {};
}

/** Describes the file of the message; null if it has none. */
export const mediaOfContent = ({ kind, part }: ReceivedContent, said: Said): IDataObject | null =>
	part?.reader.isMedia && kind !== 'edited' ? mediaKeys(kind, part.content, said) : null;
