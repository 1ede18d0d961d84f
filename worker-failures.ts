/** What an activity's failure may say to Temporal, which keeps it readable: our own words, never a provider's or a driver's. */
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { FirebreakError } from './domain/errors.ts';
import { loggable } from './log.ts';

export const plainFailures: ActivityInterceptorsFactory = () => ({
  inbound: {
    execute: async (input, next) => {
      try {
        return await next(input);
      } catch (error) {
        throw plain(error);
      }
    },
  },
});

/** No cause: a cause would be kept too. Whether it is tried again is as before. */
function plain(error: unknown): unknown {
  if (error instanceof TemporalFailure) return error;
  if (error instanceof FirebreakError) return ApplicationFailure.create({ type: error.code, message: error.message });
  const { error: name = 'error', code = '', place = '' } = loggable(error);
  const message = ['unexpected', name, code, place].filter((part) => part !== '').join(' ');
  return ApplicationFailure.create({ type: 'ERR_UNEXPECTED', message });
}
