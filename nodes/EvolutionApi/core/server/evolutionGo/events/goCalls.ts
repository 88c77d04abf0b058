import type { IDataObject } from 'n8n-workflow';

import { chatKeysFor, senderKeys } from '../../../values/addresses';
import { listOf, firstText } from '../../../values/loose';
import { recordOf } from '../../../values/answer';
import { isoOf, numberFirst } from '../goMessage';
import type { GoReader } from './goTold';

/** Why a call is over, where that is a status of its own. Others, such as that another phone took it, are none. */
const ENDINGS = ['timeout', 'reject'];

const isVideo = ({ Media, Data }: IDataObject) =>
	Media === 'video' ||
	listOf(recordOf(Data).Content).some((node) => recordOf(node).Tag === 'video');

const call = (statusOf: (data: IDataObject) => string): GoReader => ({
	event: 'call',
	read(data) {
		const { From, CallCreator, CallCreatorAlt, GroupJID, Type } = data;
		const caller = numberFirst(CallCreator, CallCreatorAlt);
		const other = numberFirst(From);
		const group = numberFirst(GroupJID);
		const isFromCaller = other.every((jid) => caller.includes(jid));
		const chat = group.length > 0 ? group : isFromCaller ? caller : other;
		return {
			data,
			chat,
			facts: {
				timestamp: isoOf(data.Timestamp),
				callId: firstText(data.CallID),
				...chatKeysFor(chat),
				...senderKeys(...caller),
				status: statusOf(data),
				isVideo: isVideo(data),
				isGroupCall: group.length > 0 || Type === 'group',
			},
		};
	},
});

export const callReaders: Readonly<Record<string, GoReader>> = {
	CallOffer: call(() => 'offer'),
	CallOfferNotice: call(() => 'offer'),
	CallRelayLatency: call(() => 'ringing'),
	CallAccept: call(() => 'accept'),
	CallTerminate: call(({ Reason }) => ENDINGS.find((one) => one === Reason) ?? 'terminate'),
};
