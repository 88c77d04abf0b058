import {
	decryptVote,
	hashOption,
	notePoll,
	readKnownVote,
} from '../../../../../nodes/EvolutionApi/server/evolutionGo/pollVotes';
import vectors from './pollVectors.json';

// The votes were encrypted with Baileys 7.0.0-rc.9 (`hmacSign`, `aesEncryptGCM`). Its `decryptPollVote` can read them.
// The addresses are invented.

const POLL = '3EB0A1B2C3D4E5F60718';
const NUMBER = '5511988887777@s.whatsapp.net';

type Vector = (typeof vectors)[number];

const voteOf = ({ creator, voter, encPayload, encIv }: Vector, info: object = {}) => ({
	update: {
		pollCreationMessageKey: { remoteJid: creator, fromMe: false, id: POLL },
		vote: { encPayload, encIv },
	},
	info: { Sender: voter, Chat: voter, ...info },
});

describe.each(vectors.map((vector) => [vector.name, vector] as const))(
	'a vote on Evolution Go, %s',
	(_name, vector) => {
		const { secret, options } = vector;
		const checksums = options.map(hashOption);

		it('is read with the secret of the poll', () => {
			expect(decryptVote(voteOf(vector), { secret, pollId: POLL })).toEqual(checksums);
		});

		it('is read if the server has replaced the LID with the number', () => {
			const info = { Sender: NUMBER, SenderAlt: vector.voter, Chat: NUMBER };
			expect(decryptVote(voteOf(vector, info), { secret, pollId: POLL })).toEqual(checksums);
		});

		it('is read in a group, whose key names who made the poll', () => {
			const { update, info } = voteOf(vector, { Chat: '120363020202020202@g.us' });
			const key = { remoteJid: '120363020202020202@g.us', participant: vector.creator, id: POLL };
			const vote = { update: { ...update, pollCreationMessageKey: key }, info };
			expect(decryptVote(vote, { secret, pollId: POLL })).toEqual(checksums);
		});

		it('is not read with another secret, poll or person', () => {
			const other = Buffer.alloc(32, 1).toString('base64');
			expect(decryptVote(voteOf(vector), { secret: other, pollId: POLL })).toBeUndefined();
			expect(decryptVote(voteOf(vector), { secret, pollId: '3EB0' })).toBeUndefined();
			const info = { Sender: '1@lid', Chat: '1@lid' };
			expect(decryptVote(voteOf(vector, info), { secret, pollId: POLL })).toBeUndefined();
			expect(decryptVote(voteOf(vector), { secret: 'short', pollId: POLL })).toBeUndefined();
		});
	},
);

it('a vote is read with the names of the options if the poll was sent or delivered here, and is unknown otherwise', () => {
	const [vector] = vectors;
	expect(readKnownVote(voteOf(vector))).toBeNull();
	notePoll(POLL, {
		pollCreationMessageV3: {
			name: 'Lunch?',
			options: [{ optionName: 'Yes' }, { optionName: 'No' }],
		},
		messageContextInfo: { messageSecret: vector.secret },
	});
	expect(readKnownVote(voteOf(vector))).toEqual(['Yes']);
});
