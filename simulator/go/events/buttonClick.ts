import type { Json } from '../../core/data';
import { asObject, asString } from '../../core/values';
import type { Message } from '../../state/message';
import type { State } from '../../state/state';
import { toGo } from '../messages/protobuf';
import { has } from '../state/versions';
import type { GoEvent } from './goEvent';

function parametersOf(text: string): Json {
	try {
		return asObject(JSON.parse(text));
	} catch {
		return {};
	}
}

function nativeClick(part: Json): Json | undefined {
	const { NativeFlowResponseMessage } = asObject(part.InteractiveResponseMessage);
	if (!NativeFlowResponseMessage) return undefined;
	const { name, paramsJSON } = asObject(NativeFlowResponseMessage);
	const { id, display_text: text } = parametersOf(asString(paramsJSON));
	return {
		buttonId: asString(id),
		buttonText: asString(text),
		type: 'native_flow_response',
		name: asString(name),
		paramsJSON: asString(paramsJSON),
	};
}

/** If a click has several parts, the first in this table counts. */
const CLICKS: Record<string, (part: Json) => Json | undefined> = {
	buttonsResponseMessage: ({ selectedButtonID, Response }) => ({
		buttonId: asString(selectedButtonID),
		buttonText: asString(asObject(Response).SelectedDisplayText),
		type: 'buttons_response',
	}),
	interactiveResponseMessage: nativeClick,
	templateButtonReplyMessage: ({ selectedID, selectedDisplayText }) => ({
		buttonId: asString(selectedID),
		buttonText: asString(selectedDisplayText),
		type: 'template_button_reply',
	}),
	listResponseMessage: ({ singleSelectReply, title, description }) => ({
		buttonId: asString(asObject(singleSelectReply).selectedRowID),
		buttonText: asString(title),
		type: 'list_response',
		description: asString(description),
	}),
};

/**
 * Returns `ButtonClick`, which the server sends in addition to `Message` for an answer to buttons or a list. The server looks
 * for the sender in the wrong place (whatsmeow.go:1706–1711 in 0.7.2), so the event names neither the person nor the message.
 */
export function clickEvents({ config }: State, message: Message): GoEvent[] {
	if (!has(config, 'buttonClicks')) return [];
	const written = toGo(message.message);
	const name = Object.keys(CLICKS).find((one) => one in written);
	const click = name && CLICKS[name](asObject(written[name]));
	if (!click) return [];
	const { buttonId, buttonText, type } = click;
	const nobody = { phone: null, jid: null, pushName: null, messageId: null, chat: null };
	const data = {
		buttonId,
		buttonText,
		type,
		...nobody,
		fromMe: null,
		timestamp: Math.floor(message.at / 1000),
		extraData: click,
	};
	return [{ event: 'ButtonClick', data, messageId: message.key.id }];
}
