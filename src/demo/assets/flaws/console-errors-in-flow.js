throw new Error('recommendations is not defined');
