import { ANA, flow, has, picture, type Report } from './report';

const answered = (name: string, parameters: object, text?: string) => ({
	interactiveResponseMessage: {
		...(text === undefined ? {} : { body: { text, format: 0 } }),
		nativeFlowResponseMessage: { name, paramsJson: JSON.stringify(parameters), version: 3 },
	},
});

export const business: Report[] = [
	{
		source: 'rmyndharis/OpenWA#1586',
		saw: 'a shared catalog says nothing',
		message: {
			productMessage: {
				businessOwnerJid: ANA,
				catalog: { catalogImage: picture, title: 'Bakery Rosa', description: 'Bread and cakes' },
			},
		},
		right: { kind: 'product', chatInput: has('Bakery Rosa') },
	},
	{
		source: 'Rhymen/go-whatsapp#467',
		saw: 'who asks for a product does not say which one',
		message: { conversation: 'I want this one' },
		contextInfo: {
			stanzaId: 'product_inquiry:4713050000000001',
			participant: ANA,
			quotedMessage: {
				productMessage: {
					product: { productId: '4713050000000001', title: 'Rye bread', retailerId: 'RYE-1' },
					businessOwnerJid: ANA,
				},
			},
		},
		right: { text: 'I want this one', chatInput: has('Rye bread') },
	},
	{
		source: 'open-wa/wa-automate-nodejs#1811, tawn33y/whatsapp-cloud-api#56',
		saw: 'a cart is an empty message',
		message: {
			orderMessage: {
				orderId: '1111111111111111',
				itemCount: 3,
				status: 1,
				surface: 1,
				message: 'To pick up, please',
				orderTitle: 'Bakery Rosa',
				sellerJid: ANA,
				totalAmount1000: { low: 45000, high: 0, unsigned: false },
				totalCurrencyCode: 'BRL',
			},
		},
		right: { kind: 'order', text: 'To pick up, please', chatInput: has('45 BRL') },
	},
	{
		source: 'wwebjs/whatsapp-web.js#684',
		saw: 'a payment has neither amount nor note',
		message: {
			requestPaymentMessage: {
				noteMessage: { extendedTextMessage: { text: 'Half of the rent' } },
				currencyCodeIso4217: 'INR',
				amount1000: { low: 500000, high: 0, unsigned: true },
				requestFrom: ANA,
				expiryTimestamp: { low: 0, high: 0, unsigned: false },
			},
		},
		right: { kind: 'payment', text: 'Half of the rent', chatInput: has('500 INR') },
	},
	{
		source: 'wwebjs/whatsapp-web.js#684',
		saw: 'money that somebody has sent is an empty message',
		message: {
			sendPaymentMessage: {
				noteMessage: { extendedTextMessage: { text: 'Thanks for lunch' } },
				requestMessageKey: { remoteJid: ANA, fromMe: true, id: '3EB0BBBB' },
			},
		},
		right: { kind: 'payment', text: 'Thanks for lunch' },
	},
	{
		source: 'wwebjs/whatsapp-web.js#684',
		saw: 'a payment request that was declined is answered',
		message: {
			declinePaymentRequestMessage: { key: { remoteJid: ANA, fromMe: true, id: '3EB0BBBB' } },
		},
		right: null,
	},
	{
		source: 'devlikeapro/waha#1460, renatoiub/WSocket#7',
		saw: 'a Pix key is an empty message',
		message: flow(
			'payment_info',
			{
				currency: 'BRL',
				total_amount: { value: 10000, offset: 100 },
				reference_id: '4PDO7A',
				type: 'physical-goods',
				payment_settings: [
					{
						type: 'pix_static_code',
						pix_static_code: {
							merchant_name: 'Bakery Rosa',
							key: '11999990004',
							key_type: 'PHONE',
						},
					},
				],
			},
			{ header: { hasMediaAttachment: false } },
		),
		right: { kind: 'payment', chatInput: has('key 11999990004') },
	},
	{
		source: 'chatwoot/chatwoot#9190',
		saw: 'the answer to an order to pay does not say what was paid',
		message: answered(
			'payment_method',
			{ payment_method: 'credit_card', reference_id: 'A-17', last_four_digits: '5235' },
			'Payment done',
		),
		right: { kind: 'interactiveAnswer', text: 'Payment done', chatInput: has('A-17') },
	},
	{
		source: 'ericvera/whatsapp-cloudapi#23, gabrieldwight/Whatsapp-Business-Cloud-Api-Net#99',
		saw: 'what somebody has filled in is not in the message',
		message: answered(
			'galaxy_message',
			{ flow_token: 'x', screen_0_name: 'Ann', screen_0_day: '2026-12-01' },
			'Sent',
		),
		right: { text: 'Sent', chatInput: has('screen_0_day: 2026-12-01') },
	},
	{
		source: 'Secreto31126/whatsapp-api-js#169',
		saw: 'an address that a customer has filled in is lost',
		message: answered(
			'address_message',
			{ values: { name: 'Ann', in_pin_code: '400063', address: 'Wing A, 12' } },
			'Ann\nWing A, 12',
		),
		right: { kind: 'interactiveAnswer', chatInput: has('400063') },
	},
	{
		source: 'megaapp977/stack#570',
		saw: 'a chosen row comes with a blank as its text',
		message: answered('menu_options', { id: 'row-2', title: 'Book a table' }, ' '),
		right: { text: 'Book a table', buttonId: 'row-2' },
	},
	{
		source: 'rapidpro/rapidpro#1430, david-lev/pywa#167',
		saw: 'a pressed button whose label did not come along cannot be told',
		message: {
			templateButtonReplyMessage: { selectedId: 'confirm-appointment', selectedIndex: 0 },
		},
		right: { buttonId: 'confirm-appointment', chatInput: has('confirm-appointment') },
	},
	{
		source: 'shridarpatil/whatomate#185',
		saw: 'the answer to a campaign says only that it is a message',
		message: { buttonsResponseMessage: { selectedButtonId: 'reschedule', type: 1 } },
		right: { buttonId: 'reschedule', chatInput: has('reschedule') },
	},
	{
		source: 'adiwajshing/Baileys#733, megaapp977/stack#461',
		saw: 'the row that was chosen in a list has no name',
		message: {
			listResponseMessage: { listType: 1, singleSelectReply: { selectedRowId: 'size-xl' } },
		},
		right: { kind: 'listAnswer', rowId: 'size-xl', chatInput: has('size-xl') },
	},
	{
		source: 'wppconnect-team/wppconnect#2177',
		saw: 'the second line of a chosen row is lost',
		message: {
			listResponseMessage: {
				title: 'Delivery',
				description: 'tomorrow, 9 to 12',
				listType: 1,
				singleSelectReply: { selectedRowId: '1' },
			},
		},
		right: { text: 'Delivery', rowDescription: 'tomorrow, 9 to 12' },
	},
	{
		source: 'restfb/restfb#1250',
		saw: 'a list of products has no products',
		message: {
			listMessage: {
				title: 'Breads',
				description: 'Fresh from the oven',
				buttonText: 'See',
				listType: 2,
				productListInfo: {
					productSections: [{ title: 'Dark', products: [{ productId: 'rye-1' }] }],
					businessOwnerJid: ANA,
				},
			},
		},
		right: { kind: 'list', chatInput: has('rye-1') },
	},
	{
		source: 'openclaw/openclaw#83600',
		saw: 'the rows of a list behind a button are not shown to the agent',
		message: flow(
			'single_select',
			{
				title: 'Options',
				sections: [{ title: 'Sizes', rows: [{ id: 's', title: 'Small', description: '250 g' }] }],
			},
			{ body: { text: 'Which size?' } },
		),
		right: { kind: 'list', chatInput: has('Small (250 g)') },
	},
	{
		source: 'fazer-ai/chatwoot#274',
		saw: 'the button that opens a form has no label',
		message: flow(
			'galaxy_message',
			{ flow_cta: 'Book a table', flow_id: '1', flow_message_version: '3', mode: 'published' },
			{ body: { text: 'When will you come?' } },
		),
		right: { text: 'When will you come?', chatInput: has('Book a table') },
	},
	{
		source: 'fazer-ai/chatwoot#315',
		saw: 'an offer for a limited time loses its code',
		message: {
			interactiveMessage: {
				body: { text: 'Only today' },
				nativeFlowMessage: {
					messageParamsJson: JSON.stringify({
						limited_time_offer: {
							text: '30 % off',
							url: 'https://shop.example.com/sale',
							copy_code: 'SAVE30',
							expiration_time: 1_795_000_000_000,
						},
					}),
					buttons: [],
				},
			},
		},
		right: { text: has('Only today'), chatInput: has('SAVE30') },
	},
	{
		source: 'wwebjs/whatsapp-web.js#39',
		saw: 'a template of the old kind has only its values, which are lost',
		message: {
			highlyStructuredMessage: {
				namespace: 'shop',
				elementName: 'delivery_date',
				params: ['Ann', 'tomorrow at noon'],
			},
		},
		right: { kind: 'template', chatInput: has('tomorrow at noon') },
	},
	{
		source: 'felipeadeildo/whatsapp-mcp#38, openclaw/openclaw#39037',
		saw: 'the click on an advertisement that came with a picture is not told',
		message: {
			imageMessage: {
				...picture,
				caption: 'Is it still there?',
				contextInfo: {
					externalAdReply: {
						title: 'Bike sale',
						sourceType: 'ad',
						sourceId: '120200000000000001',
						ctwaClid: 'AfX0000000000001',
						mediaType: 1,
					},
				},
			},
		},
		right: { kind: 'image', adReferral: expect.objectContaining({ clickId: 'AfX0000000000001' }) },
	},
	{
		source: 'devlikeapro/waha#1267',
		saw: 'the answer to a question of an advertisement is an empty message',
		message: {
			questionReplyMessage: { message: { extendedTextMessage: { text: 'The blue one' } } },
		},
		right: { text: 'The blue one' },
	},
];
