import {
	findMessageType,
	whatsAppForm,
} from '../../../../../../nodes/EvolutionApi/core/server/evolutionGo/events/messages';

describe("a message in the form of Go's library", () => {
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

	it('has unknown kinds in an object of their own', () => {
		const body = { Response: { SelectedDisplayText: 'Yes' }, selectedButtonID: 'yes' };
		expect(whatsAppForm(body)).toEqual({ selectedDisplayText: 'Yes', selectedButtonId: 'yes' });
		const template = { Format: { HydratedFourRowTemplate: { hydratedContentText: 'Hi' } } };
		expect(whatsAppForm(template)).toEqual({
			hydratedFourRowTemplate: { hydratedContentText: 'Hi' },
		});
	});

	it('keeps a vote that can be decrypted', () => {
		const vote = (given: object) => whatsAppForm({ pollUpdateMessage: { vote: given } });
		expect(vote({ selectedOptions: ['Yes'] })).toMatchObject({
			pollUpdateMessage: { vote: { selectedOptions: ['Yes'] } },
		});
		expect(vote({ encIV: 'x' })).toMatchObject({
			pollUpdateMessage: { vote: { selectedOptions: null } },
		});
	});

	it('is cut where it is nested without end', () => {
		let nested: object = {};
		for (let level = 0; level < 5_000; level++) nested = { message: nested };
		expect(JSON.stringify(whatsAppForm(nested)).length).toBeLessThan(1_000);
	});

	it('keeps what the server adds beside it', () => {
		expect(findMessageType({ messageContextInfo: {}, base64: 'x', imageMessage: {} })).toBe(
			'imageMessage',
		);
		expect(findMessageType({ senderKeyDistributionMessage: {} })).toBeNull();
	});
});
