/** Prints, as JSON, every route that an operation calls: `npm run --silent routes`. */
import './codeBeforeJson';

import { resources } from '../nodes/EvolutionApi/operations';
import { operationRoutes } from './operationRoutes';

process.stdout.write(`${JSON.stringify(operationRoutes(resources), null, '\t')}\n`);
