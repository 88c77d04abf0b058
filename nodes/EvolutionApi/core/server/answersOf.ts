import type { Answers } from './answers';
import { evolutionAnswers } from './evolutionApi/evolutionAnswers';
import { goAnswers } from './evolutionGo/goAnswers';
import { serverKindOf, type ServerKind, type WithCredential } from './serverKind';

const ANSWERS: Record<ServerKind, Answers> = {
	evolutionApi: evolutionAnswers,
	evolutionGo: goAnswers,
};

/** As `serverOf`, for what answers mean. */
export const answersOf = (connection: WithCredential): Answers => ANSWERS[serverKindOf(connection)];
