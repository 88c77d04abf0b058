/** A message of each kind that docs/trigger-output.md shows as an example. */
export const EXAMPLES: ReadonlyArray<readonly [message: Record<string, unknown>]> = [
	[{ conversation: 'Are you open?' }],
	[{ imageMessage: { mimetype: 'image/jpeg' } }],
	[{ videoMessage: { mimetype: 'video/mp4', caption: 'Our shop' } }],
	[{ ptvMessage: { mimetype: 'video/mp4' } }],
	[{ audioMessage: { mimetype: 'audio/ogg; codecs=opus', ptt: true, seconds: 7 } }],
	[{ audioMessage: { mimetype: 'audio/mpeg' } }],
	[{ documentMessage: { mimetype: 'application/pdf', fileName: 'prices.pdf' } }],
	[{ stickerMessage: { mimetype: 'image/webp' } }],
	[{ locationMessage: { degreesLatitude: -23.5, degreesLongitude: -46.6, name: 'Shop' } }],
	[{ liveLocationMessage: { degreesLatitude: -23.5, degreesLongitude: -46.6 } }],
	[
		{
			contactMessage: {
				displayName: 'Bia',
				vcard: 'BEGIN:VCARD\nFN:Bia\nTEL;waid=5511977776666:+55 11 97777-6666\nEND:VCARD',
			},
		},
	],
	[
		{
			pollCreationMessage: { name: 'Tea?', options: [{ optionName: 'yes' }, { optionName: 'no' }] },
		},
	],
	[{ buttonsResponseMessage: { selectedButtonId: 'b1', selectedDisplayText: 'Yes' } }],
	[{ listResponseMessage: { title: 'Blue', singleSelectReply: { selectedRowId: 'r1' } } }],
	[
		{
			interactiveResponseMessage: {
				nativeFlowResponseMessage: { name: 'flow', paramsJson: '{"size":"L","color":"blue"}' },
			},
		},
	],
	[
		{
			buttonsMessage: {
				contentText: 'Shall we deliver?',
				buttons: [{ buttonId: 'b1', buttonText: { displayText: 'Yes' } }],
			},
		},
	],
	[
		{
			orderMessage: {
				orderId: '1',
				itemCount: 2,
				message: 'please today',
				totalAmount1000: '10000',
				totalCurrencyCode: 'BRL',
			},
		},
	],
	[
		{
			productMessage: {
				product: { productId: '7', title: 'Shoes', priceAmount1000: '99900', currencyCode: 'BRL' },
			},
		},
	],
	[
		{
			requestPaymentMessage: {
				noteMessage: { extendedTextMessage: { text: 'for lunch' } },
				currencyCodeIso4217: 'BRL',
				amount1000: '10000',
			},
		},
	],
	[
		{
			groupInviteMessage: {
				groupJid: '120363020202020202@g.us',
				groupName: 'Team',
				inviteCode: 'AbC',
			},
		},
	],
	[
		{
			newsletterFollowerInviteMessageV2: {
				newsletterJid: '120363000000000099@newsletter',
				newsletterName: 'Offers',
			},
		},
	],
	[{ eventMessage: { name: 'Tasting', startTime: '1795760000' } }],
	[{ stickerPackMessage: { name: 'Cats' } }],
	[{ reactionMessage: { key: { id: '3EB0' }, text: '👍' } }],
];
