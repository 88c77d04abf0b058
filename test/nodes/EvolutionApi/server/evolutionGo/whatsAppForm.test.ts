import {
	findMessageType,
	whatsAppForm,
} from '../../../../../nodes/EvolutionApi/server/evolutionGo/events/messages';

describe('a message of Evolution Go, converted to the JSON of Evolution API,', () => {
	it.each([
		['URL', 'url'],
		['JPEGThumbnail', 'jpegThumbnail'],
		['PTT', 'ptt'],
		['fileEncSHA256', 'fileEncSha256'],
		['mentionedJID', 'mentionedJid'],
		['senderTimestampMS', 'senderTimestampMs'],
		['inviteLinkGroupTypeV2', 'inviteLinkGroupTypeV2'],
		['pollCreationMessageV3', 'pollCreationMessageV3'],
		['totalAmount1000', 'totalAmount1000'],
		['isAICreated', 'isAiCreated'],
	])('has its keys renamed: %s to %s', (name, plain) => {
		expect(whatsAppForm({ part: [{ [name]: 5 }] })).toEqual({ part: [{ [plain]: 5 }] });
	});

	it('loses the wrappers Response and Format: the keys in them move one level up', () => {
		const body = { Response: { SelectedDisplayText: 'Yes' }, selectedButtonID: 'yes' };
		expect(whatsAppForm(body)).toEqual({ selectedDisplayText: 'Yes', selectedButtonId: 'yes' });
		const template = { Format: { HydratedFourRowTemplate: { hydratedContentText: 'Hi' } } };
		expect(whatsAppForm(template)).toEqual({
			hydratedFourRowTemplate: { hydratedContentText: 'Hi' },
		});
	});

	it('keeps the chosen options of a vote, which are null where the vote is still encrypted', () => {
		const vote = (given: object) => whatsAppForm({ pollUpdateMessage: { vote: given } });
		expect(vote({ selectedOptions: ['Yes'] })).toMatchObject({
			pollUpdateMessage: { vote: { selectedOptions: ['Yes'] } },
		});
		expect(vote({ encIV: 'x' })).toMatchObject({
			pollUpdateMessage: { vote: { selectedOptions: null } },
		});
	});

	it('is cut off if it is nested too deeply', () => {
		let nested: object = {};
		for (let level = 0; level < 5_000; level++) nested = { message: nested };
		expect(JSON.stringify(whatsAppForm(nested)).length).toBeLessThan(1_000);
	});

	it('gets its type from its content, such as imageMessage, and not from other keys that the server adds', () => {
		expect(findMessageType({ messageContextInfo: {}, base64: 'x', imageMessage: {} })).toBe(
			'imageMessage',
		);
		expect(findMessageType({ senderKeyDistributionMessage: {} })).toBeNull();
	});
});
