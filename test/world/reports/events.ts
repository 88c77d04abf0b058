import { ANA, OTHER, type Report } from './report';

export const events: Report[] = [
	{
		source: 'devlikeapro/waha#2082, aldinokemal/go-whatsapp-web-multidevice#459',
		saw: 'the edit of a caption has neither the text nor the message that was edited',
		delivery: {
			event: 'messages.edited',
			data: {
				key: { remoteJid: ANA, fromMe: false, id: '3A66000000000000000B' },
				type: 'MESSAGE_EDIT',
				editedMessage: {
					documentWithCaptionMessage: {
						message: { documentMessage: { caption: 'the new list', fileName: 'list.pdf' } },
					},
				},
				timestampMs: '1795000000000',
			},
		},
		right: { kind: 'edited', text: 'the new list', targetMessageId: '3A66000000000000000B' },
	},
	{
		source: 'mautrix/whatsapp#827',
		saw: 'an answer of Meta AI that grows has no text',
		delivery: {
			event: 'messages.edited',
			data: {
				key: { remoteJid: ANA, fromMe: false, id: '3A66000000000000000C' },
				type: 14,
				editedMessage: {
					richResponseMessage: {
						submessages: [{ messageType: 2, messageText: 'Hey! What is up?' }],
					},
				},
				timestampMs: { low: -1234, high: 417, unsigned: false },
			},
		},
		right: { kind: 'edited', text: 'Hey! What is up?' },
	},
	{
		source: 'devlikeapro/waha#1238, aldinokemal/go-whatsapp-web-multidevice#605',
		saw: 'a missed call cannot be told',
		delivery: {
			event: 'call',
			data: {
				chatId: OTHER,
				from: OTHER,
				id: '9F8C6A3D2B1E4C57A0D3E9B8C6F4A1B2',
				date: '2026-11-27T12:00:00.000Z',
				offline: false,
				status: 'timeout',
			},
		},
		right: { status: 'timeout', senderPhone: '5511977776666', isVideo: false },
	},
	{
		source: 'evolution-foundation/evolution-api#1937',
		saw: 'a receipt that names the device is of an unknown chat',
		delivery: {
			event: 'messages.update',
			data: {
				messageId: 'cmfw0000000000000000',
				keyId: '3EB000000000000000E1',
				remoteJid: '5511977776666:75@s.whatsapp.net',
				fromMe: true,
				participant: '5511977776666:75@s.whatsapp.net',
				status: 'READ',
				instanceId: 'i',
			},
		},
		right: { statusText: 'read', chat: OTHER, phoneNumber: '5511977776666' },
	},
];
