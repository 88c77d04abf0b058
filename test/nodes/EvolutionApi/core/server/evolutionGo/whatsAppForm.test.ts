import {
	findMessageType,
	whatsAppForm,
} from '../../../../../../nodes/EvolutionApi/core/server/evolutionGo/events/messages';

describe("a message of Go's library", () => {
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
	])('has %s, which others call %s', (name, plain) => {
		expect(whatsAppForm({ part: [{ [name]: 5 }] })).toEqual({ part: [{ [plain]: 5 }] });
	});

	it('has what is one of several in an object more', () => {
		const body = { Response: { SelectedDisplayText: 'Yes' }, selectedButtonID: 'yes' };
		expect(whatsAppForm(body)).toEqual({ selectedDisplayText: 'Yes', selectedButtonId: 'yes' });
		const template = { Format: { HydratedFourRowTemplate: { hydratedContentText: 'Hi' } } };
		expect(whatsAppForm(template)).toEqual({
			hydratedFourRowTemplate: { hydratedContentText: 'Hi' },
		});
	});

	it('keeps a vote that can be read', () => {
		const vote = (given: object) => whatsAppForm({ pollUpdateMessage: { vote: given } });
		expect(vote({ selectedOptions: ['Yes'] })).toMatchObject({
			pollUpdateMessage: { vote: { selectedOptions: ['Yes'] } },
		});
		expect(vote({ encIV: 'x' })).toMatchObject({
			pollUpdateMessage: { vote: { selectedOptions: null } },
		});
	});

	it('that is nested without end is cut', () => {
		let nested: object = {};
		for (let level = 0; level < 5_000; level++) nested = { message: nested };
		expect(JSON.stringify(whatsAppForm(nested)).length).toBeLessThan(1_000);
	});

	it('says what it is, beside what the server adds', () => {
		expect(findMessageType({ messageContextInfo: {}, base64: 'x', imageMessage: {} })).toBe(
			'imageMessage',
		);
		expect(findMessageType({ senderKeyDistributionMessage: {} })).toBeNull();
	});
});
