import type { Answers } from './answers';
import { evolutionAnswers } from './evolutionApi/evolutionAnswers';
import { serverKindOf, type ServerKind, type WithCredential } from './serverKind';

const ANSWERS: Record<ServerKind, Answers> = { evolutionApi: evolutionAnswers };

/** As `serverOf`, for what answers mean. */
export const answersOf = (connection: WithCredential): Answers => ANSWERS[serverKindOf(connection)];
